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

/** The brokers' ids, as the engine numbers them; controllers are processes of their own, so that no broker's death is also theirs. */
export const BROKER_IDS = [1, 2, 3] as const;
const FIRST_CONTROLLER_ID = 100;

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

/** What a cluster is to be: settings for all, how many controllers, and whether clients reach broker 1 through a proxy. */
export type ClusterWishes = { readonly settings: Settings; readonly controllers: number; readonly isProxied: boolean };

type Server = { readonly id: number; readonly config: string; process: ChildProcess };

/** Three brokers and their controllers of Apache Kafka on loopback ports, in a temporary folder of their own. */
export class RealCluster {
  readonly client: JavaClient;
  /** What clients reach broker 1 through, where that was asked for. */
  readonly proxy: TcpProxy | undefined;
  readonly #installation: Installation;
  readonly #folder: string;
  readonly #bootstrap: string;
  /** Brokers and controllers by id. */
  readonly #servers: ReadonlyMap<number, Server>;
  readonly #clients: JavaClient[] = [];

  private constructor(
    installation: Installation,
    place: { readonly folder: string; readonly bootstrap: string; readonly proxy: TcpProxy | undefined },
    servers: ReadonlyMap<number, Server>,
  ) {
    this.#installation = installation;
    this.#folder = place.folder;
    this.#bootstrap = place.bootstrap;
    this.proxy = place.proxy;
    this.#servers = servers;
    this.client = this.newClient();
  }

  /** Formats the storage, starts everything, and waits until all brokers are unfenced. */
  static async start(installation: Installation, wishes: ClusterWishes): Promise<RealCluster> {
    const folder = mkdtempSync(join(tmpdir(), "spillway-kafka-"));
    atEnd(() => rmSync(folder, { recursive: true, force: true }));
    const ports = await freePorts(wishes.controllers + 2 * BROKER_IDS.length);
    const proxy = wishes.isProxied
      ? await TcpProxy.listen(ports[wishes.controllers + BROKER_IDS.length] ?? 0)
      : undefined;
    const configs = writeConfigs(folder, wishes, { ports, proxyPort: proxy?.port });
    for (const { config } of configs) formatStorage(installation, config);
    const servers = new Map(
      configs.map(({ id, config }) => [id, { id, config, process: startServer(installation, config) }]),
    );
    const bootstrap = ports
      .slice(-BROKER_IDS.length)
      .map((port) => `127.0.0.1:${port}`)
      .join(",");
    const cluster = new RealCluster(installation, { folder, bootstrap, proxy }, servers);
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

  /** kill -9 of a broker or controller; returns when that was. */
  async kill(id: number): Promise<number> {
    const atMs = Date.now();
    await killChild(this.#server(id).process);
    return atMs;
  }

  /** SIGTERM: the broker hands over what it leads and writes that it ended in good order. Returns when that was asked for. */
  async stopBroker(id: number): Promise<number> {
    const atMs = Date.now();
    const { process } = this.#server(id);
    const gone = new Promise((resolve) => process.once("exit", resolve));
    process.kill("SIGTERM");
    await gone;
    return atMs;
  }

  /** Starts dead brokers again on their old disks, and waits until nobody is fenced. */
  async restart(ids: readonly number[]): Promise<void> {
    this.start(ids);
    await this.untilWhole();
  }

  /** Starts dead brokers again on their old disks. */
  start(ids: readonly number[]): void {
    for (const id of ids) {
      const server = this.#server(id);
      server.process = startServer(this.#installation, server.config);
    }
  }

  /** Stops a broker's process where it stands (SIGSTOP), or lets it go on (SIGCONT); returns when that was. */
  signalBroker(id: number, signal: "SIGSTOP" | "SIGCONT"): number {
    const atMs = Date.now();
    this.#server(id).process.kill(signal);
    return atMs;
  }

  /** Kills everything and removes the folder. */
  async stop(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.kill()));
    await Promise.all([...this.#servers.values()].map(({ process }) => killChild(process)));
    this.proxy?.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #server(id: number): Server {
    const server = this.#servers.get(id);
    if (server === undefined) throw new Error(`no broker or controller ${id}`);
    return server;
  }
}

type Ports = { readonly ports: readonly number[]; readonly proxyPort: number | undefined };

/** A file of properties for each controller and broker: first the controllers' ports, then the brokers' inner, then their outer ones. */
function writeConfigs(
  folder: string,
  { settings, controllers }: ClusterWishes,
  { ports, proxyPort }: Ports,
): readonly { readonly id: number; readonly config: string }[] {
  const controllerIds = Array.from({ length: controllers }, (_, index) => FIRST_CONTROLLER_ID + index);
  const voters = controllerIds.map((id, index) => `${id}@127.0.0.1:${ports[index]}`).join(",");
  const common = {
    ...SMALL,
    ...settings,
    "controller.quorum.voters": voters,
    "controller.listener.names": "CONTROLLER",
  };
  const ofControllers = controllerIds.map((id, index) => {
    const config = writeConfig(folder, id, {
      ...common,
      "process.roles": "controller",
      listeners: `CONTROLLER://127.0.0.1:${ports[index]}`,
      "listener.security.protocol.map": "CONTROLLER:PLAINTEXT",
    });
    return { id, config };
  });
  const ofBrokers = BROKER_IDS.map((id, index) => {
    const inner = ports[controllers + index];
    const outer = ports[controllers + BROKER_IDS.length + index];
    const told = id === 1 ? (proxyPort ?? outer) : outer;
    const config = writeConfig(folder, id, {
      ...common,
      "process.roles": "broker",
      listeners: `INNER://127.0.0.1:${inner},OUTER://127.0.0.1:${outer}`,
      "advertised.listeners": `INNER://127.0.0.1:${inner},OUTER://127.0.0.1:${told}`,
      "inter.broker.listener.name": "INNER",
      "listener.security.protocol.map": "INNER:PLAINTEXT,OUTER:PLAINTEXT,CONTROLLER:PLAINTEXT",
    });
    return { id, config };
  });
  return [...ofControllers, ...ofBrokers];
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
