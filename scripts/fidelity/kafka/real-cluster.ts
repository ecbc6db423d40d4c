import { type ChildProcess, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atEnd, killChild, startChild } from "./children.ts";
import { JavaClient, type Settings } from "./client.ts";
import type { Installation } from "./installation.ts";
import { TcpProxy } from "./tcp-proxy.ts";
import { until } from "./wait.ts";

/** The brokers' ids, as the engine numbers them; the controller is a process of its own, so that no broker's death is also its. */
export const BROKER_IDS = [1, 2, 3] as const;
const CONTROLLER_ID = 100;

const MEMORY = ["-Xms128m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"];

/** What keeps a small cluster small. None of it changes what the experiments look at. */
const SMALL: Settings = {
  "offsets.topic.num.partitions": 1,
  "transaction.state.log.num.partitions": 1,
  "share.coordinator.state.topic.num.partitions": 1,
  "num.network.threads": 2,
  "num.io.threads": 4,
  "log.cleaner.dedupe.buffer.size": 4_194_304,
};

/** What a cluster is to be: settings for brokers and controller, and whether clients reach broker 1 through a proxy. */
export type ClusterWishes = { readonly settings: Settings; readonly isProxied: boolean };

type Broker = { readonly id: number; readonly config: string; process: ChildProcess };

/** Three brokers and a controller of Apache Kafka on loopback ports, in a temporary folder of their own. */
export class RealCluster {
  readonly client: JavaClient;
  /** What clients reach broker 1 through, where that was asked for. */
  readonly proxy: TcpProxy | undefined;
  readonly #installation: Installation;
  readonly #folder: string;
  readonly #bootstrap: string;
  readonly #processes: ChildProcess[];
  readonly #brokers: ReadonlyMap<number, Broker>;
  readonly #clients: JavaClient[] = [];

  private constructor(
    installation: Installation,
    place: { readonly folder: string; readonly bootstrap: string; readonly proxy: TcpProxy | undefined },
    processes: { readonly controller: ChildProcess; readonly brokers: ReadonlyMap<number, Broker> },
  ) {
    this.#installation = installation;
    this.#folder = place.folder;
    this.#bootstrap = place.bootstrap;
    this.proxy = place.proxy;
    this.#processes = [processes.controller];
    this.#brokers = processes.brokers;
    this.client = this.newClient();
  }

  /** Formats the storage, starts everything, and waits until all brokers are unfenced. */
  static async start(installation: Installation, { settings, isProxied }: ClusterWishes): Promise<RealCluster> {
    const folder = mkdtempSync(join(tmpdir(), "spillway-kafka-"));
    atEnd(() => rmSync(folder, { recursive: true, force: true }));
    const [controllerPort = 0, ...brokerPorts] = await freePorts(1 + 2 * BROKER_IDS.length);
    const common = {
      ...SMALL,
      ...settings,
      "controller.quorum.voters": `${CONTROLLER_ID}@127.0.0.1:${controllerPort}`,
    };
    const proxy = isProxied ? await TcpProxy.listen(brokerPorts[1] ?? 0) : undefined;
    const controllerConfig = writeConfig(folder, CONTROLLER_ID, {
      ...common,
      "process.roles": "controller",
      listeners: `CONTROLLER://127.0.0.1:${controllerPort}`,
      "controller.listener.names": "CONTROLLER",
      "listener.security.protocol.map": "CONTROLLER:PLAINTEXT",
    });
    const configs = BROKER_IDS.map((id, index) => {
      const inner = brokerPorts[2 * index] ?? 0;
      const outer = brokerPorts[2 * index + 1] ?? 0;
      return writeConfig(folder, id, {
        ...common,
        "process.roles": "broker",
        listeners: `INNER://127.0.0.1:${inner},OUTER://127.0.0.1:${outer}`,
        "advertised.listeners": `INNER://127.0.0.1:${inner},OUTER://127.0.0.1:${(id === 1 ? proxy?.port : undefined) ?? outer}`,
        "inter.broker.listener.name": "INNER",
        "controller.listener.names": "CONTROLLER",
        "listener.security.protocol.map": "INNER:PLAINTEXT,OUTER:PLAINTEXT,CONTROLLER:PLAINTEXT",
      });
    });
    for (const config of [controllerConfig, ...configs]) formatStorage(installation, config);
    const controller = startServer(installation, controllerConfig);
    const brokers = new Map(
      BROKER_IDS.map((id, index) => {
        const config = configs[index] ?? "";
        return [id, { id, config, process: startServer(installation, config) }];
      }),
    );
    const bootstrap = BROKER_IDS.map((_, index) => `127.0.0.1:${brokerPorts[2 * index + 1]}`).join(",");
    const cluster = new RealCluster(installation, { folder, bootstrap, proxy }, { controller, brokers });
    await cluster.untilWhole();
    return cluster;
  }

  /** Waits until no broker is fenced. */
  async untilWhole(): Promise<void> {
    await until(async () => ((await this.client.call("brokers", {})).length === BROKER_IDS.length ? true : undefined), {
      forWhat: `cluster of unfenced brokers (its files are in ${this.#folder})`,
      everyMs: 200,
    });
  }

  /** Another process with Kafka's client in it, so that one can be killed. */
  newClient(): JavaClient {
    const log = openSync(join(this.#folder, `client-${this.#clients.length}.log`), "a");
    const client = new JavaClient(this.#installation, this.#bootstrap, log);
    this.#clients.push(client);
    return client;
  }

  /** kill -9 of a broker; returns when that was. */
  async killBroker(id: number): Promise<number> {
    const atMs = Date.now();
    await killChild(this.#broker(id).process);
    return atMs;
  }

  /** SIGTERM: the broker hands over what it leads and writes that it ended in good order. Returns when that was asked for. */
  async stopBroker(id: number): Promise<number> {
    const atMs = Date.now();
    const { process } = this.#broker(id);
    const gone = new Promise((resolve) => process.once("exit", resolve));
    process.kill("SIGTERM");
    await gone;
    return atMs;
  }

  /** Starts dead brokers again on their old disks, and waits until nobody is fenced. */
  async restartBrokers(ids: readonly number[]): Promise<void> {
    this.startBrokers(ids);
    await this.untilWhole();
  }

  /** Starts dead brokers again on their old disks. */
  startBrokers(ids: readonly number[]): void {
    for (const id of ids) {
      const broker = this.#broker(id);
      broker.process = startServer(this.#installation, broker.config);
    }
  }

  /** Stops a broker's process where it stands (SIGSTOP), or lets it go on (SIGCONT); returns when that was. */
  signalBroker(id: number, signal: "SIGSTOP" | "SIGCONT"): number {
    const atMs = Date.now();
    this.#broker(id).process.kill(signal);
    return atMs;
  }

  /** Kills everything and removes the folder. */
  async stop(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.kill()));
    await Promise.all(this.#processes.map(killChild));
    await Promise.all([...this.#brokers.values()].map(({ process }) => killChild(process)));
    this.proxy?.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #broker(id: number): Broker {
    const broker = this.#brokers.get(id);
    if (broker === undefined) throw new Error(`no broker ${id}`);
    return broker;
  }
}

function writeConfig(folder: string, id: number, settings: Settings): string {
  const data = join(folder, `data-${id}`);
  mkdirSync(data);
  const file = join(folder, `server-${id}.properties`);
  const lines = Object.entries({ "node.id": id, "log.dirs": data, ...settings }).map(
    ([key, value]) => `${key}=${value}`,
  );
  writeFileSync(file, `${lines.join("\n")}\n`);
  return file;
}

function formatStorage({ classPath }: Installation, config: string): void {
  const { status, stderr } = spawnSync(
    "java",
    [...MEMORY, "-cp", classPath, "kafka.tools.StorageTool", "format", "-t", "c3BpbGx3YXkta2Fma2EtMQ", "-c", config],
    { encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`The storage of ${config} could not be formatted:\n${stderr}`);
}

function startServer({ classPath }: Installation, config: string): ChildProcess {
  const log = openSync(config.replace(/properties$/u, "log"), "a");
  const logging = [
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS",
  ];
  return startChild("java", [...MEMORY, ...logging, "-cp", classPath, "kafka.Kafka", config], {
    stdio: ["ignore", log, log],
  });
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
