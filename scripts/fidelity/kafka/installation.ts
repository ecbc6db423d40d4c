import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { atEnd } from "./children.ts";

/** The Apache Kafka that is measured. */
export const KAFKA_VERSION = "4.3.1";

/** Something outside this repository is missing, so nothing can be measured: exit code 4. */
export class OutOfReach extends Error {}

/** Where the jars lie, the compiled client among them. */
export type Installation = { readonly classPath: string; readonly javaVersion: string };

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>spillway</groupId>
  <artifactId>fidelity-kafka</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${KAFKA_VERSION}</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
`;

/**
 * The jars of Apache Kafka, from Maven Central the first time, from `~/.cache/spillway` after that, and the client of `javaFolder`
 * compiled against them. Throws OutOfReach where Java 17, Maven or Maven Central cannot be had.
 */
export function installKafka(javaFolder: string): Installation {
  const javaVersion = findJava();
  const home = join(homedir(), ".cache/spillway", `kafka-${KAFKA_VERSION}`);
  const jars = join(home, "jars");
  if (!existsSync(jars)) fetchJars(home, jars);
  return { classPath: `${compileClient(javaFolder, jars)}:${join(jars, "*")}`, javaVersion };
}

function findJava(): string {
  for (const tool of ["java", "javac"]) {
    const { status, stdout, stderr } = spawnSync(tool, ["-version"], { encoding: "utf8" });
    if (status !== 0) throw new OutOfReach(`There is no ${tool} on this machine: Java 17 or newer is needed.`);
    const major = Number(/(?:version "|javac )(\d+)/u.exec(stdout + stderr)?.[1]);
    if (!(major >= 17)) throw new OutOfReach(`${tool} is version ${major}: Java 17 or newer is needed.`);
  }
  const { stderr } = spawnSync("java", ["-version"], { encoding: "utf8" });
  return /version "([^"]+)"/u.exec(stderr)?.[1] ?? "unknown";
}

function fetchJars(home: string, jars: string): void {
  const fetched = join(home, `fetched-${process.pid}`);
  mkdirSync(fetched, { recursive: true });
  writeFileSync(join(home, "pom.xml"), POM);
  const { error, status, stdout } = spawnSync(
    "mvn",
    ["-B", "-q", "dependency:copy-dependencies", `-DoutputDirectory=${fetched}`, "-DincludeScope=runtime"],
    { cwd: home, encoding: "utf8", timeout: 600_000 },
  );
  if (status === 0 && readdirSync(fetched).some((name) => name === `kafka_2.13-${KAFKA_VERSION}.jar`)) {
    renameSync(fetched, jars);
    return;
  }
  rmSync(fetched, { recursive: true, force: true });
  if (error !== undefined && "code" in error && error.code === "ENOENT") {
    throw new OutOfReach("There is no mvn on this machine: Maven 3 is needed to fetch Kafka's jars.");
  }
  const told = stdout.split("\n").find((line) => line.includes("ERROR"));
  const reason = told?.replace(/^.*\[ERROR\] /u, "") ?? `mvn ended with ${status}`;
  throw new OutOfReach(`Apache Kafka ${KAFKA_VERSION} could not be fetched from Maven Central: ${reason}`);
}

/** Into a folder of its own: another run of the command may be loading from its own. */
function compileClient(javaFolder: string, jars: string): string {
  const classes = mkdtempSync(join(tmpdir(), "spillway-kafka-client-"));
  atEnd(() => rmSync(classes, { recursive: true, force: true }));
  const sources = readdirSync(javaFolder).filter((name) => name.endsWith(".java"));
  const { status, stderr } = spawnSync("javac", ["-d", classes, "-cp", join(jars, "*"), ...sources], {
    cwd: javaFolder,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`The client does not compile:\n${stderr}`);
  return classes;
}
