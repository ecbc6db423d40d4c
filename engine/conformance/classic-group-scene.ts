import { ClassicGroup } from "../log/kafka/group/classic-group.ts";
import type { JoinGroupResponse, ProtocolMetadata, SyncGroupResponse } from "../log/kafka/group/classic-protocol.ts";
import { DEFAULT_GROUP_CONFIG, type GroupConfig } from "../log/kafka/group/group-config.ts";
import { NO_LISTENER } from "../log/kafka/group/rebalance-cause.ts";

const US_PER_MS = 1_000;

/** Timings of the members of a scene, in milliseconds. */
export type SceneTimings = { readonly rebalanceTimeoutMs: number; readonly sessionTimeoutMs: number };

/** A client of the scene's group, by the name that the case gives it. */
export type SceneClient = {
  readonly name: string;
  readonly instanceId: string | undefined;
  memberId: string;
  joined: JoinGroupResponse | undefined;
  synced: SyncGroupResponse | undefined;
};

/** One classic group and its clients, driven call by call; the broker writes at once. */
export class ClassicGroupScene {
  readonly group: ClassicGroup;
  readonly clients = new Map<string, SceneClient>();
  readonly #timings: SceneTimings;
  #nowUs = 0;
  #memberIds = 0;

  constructor(timings: SceneTimings, config: Partial<GroupConfig> = {}) {
    this.#timings = timings;
    const context = {
      groupId: "group",
      config: { ...DEFAULT_GROUP_CONFIG, minSessionTimeoutUs: 0, ...config },
      write: (_: unknown, onDone: (error: "NONE") => void) => onDone("NONE"),
      listener: NO_LISTENER,
    };
    this.group = new ClassicGroup(context, 0);
  }

  /** Lets time pass in one leap, as the mock clock of Kafka's own tests does. */
  advanceTo(ms: number): void {
    this.#nowUs = Math.max(this.#nowUs, ms * US_PER_MS);
    this.group.onTime(this.#nowUs);
  }

  /** Lets time pass in one leap. */
  advanceBy(ms: number): void {
    this.advanceTo(this.#nowUs / US_PER_MS + ms);
  }

  /** A client joins, or joins again; a dynamic one takes the two steps. */
  join(name: string, options: { readonly isStatic?: boolean; readonly topics?: readonly string[] } = {}): SceneClient {
    const client = this.#clientOf(name, options.isStatic === true);
    this.#request(client, options.topics ?? ["topic"]);
    if (client.joined?.error === "MEMBER_ID_REQUIRED") this.#request(client, options.topics ?? ["topic"]);
    return client;
  }

  /** A client asks for a member id and is not heard of again. */
  joinHalf(name: string): void {
    this.#request(this.#clientOf(name, false), ["topic"]);
  }

  #clientOf(name: string, isStatic: boolean): SceneClient {
    const known = this.clients.get(name);
    if (known !== undefined) return known;
    const instanceId = isStatic ? `instance-${name}` : undefined;
    const client: SceneClient = { name, instanceId, memberId: "", joined: undefined, synced: undefined };
    this.clients.set(name, client);
    return client;
  }

  #request(client: SceneClient, topics: readonly string[]): void {
    const metadata: ProtocolMetadata = { topics, ownedPartitions: [], generation: -1 };
    this.#memberIds += 1;
    client.joined = undefined;
    this.group.join(
      {
        groupId: "group",
        memberId: client.memberId,
        instanceId: client.instanceId,
        clientId: client.name,
        sessionTimeoutUs: this.#timings.sessionTimeoutMs * US_PER_MS,
        rebalanceTimeoutUs: this.#timings.rebalanceTimeoutMs * US_PER_MS,
        protocolType: "consumer",
        protocols: [{ name: "range", metadata }],
      },
      `${client.name}-${this.#memberIds}`,
      this.#nowUs,
      (response) => {
        client.joined = response;
        if (response.memberId !== "") client.memberId = response.memberId;
      },
    );
  }

  /** Everybody who has joined syncs, the leader last. */
  syncAll(): void {
    const clients = [...this.clients.values()].filter(({ joined }) => joined?.error === "NONE");
    const isLeader = ({ memberId }: SceneClient) => memberId === this.group.leader;
    for (const client of [...clients.filter((one) => !isLeader(one)), ...clients.filter(isLeader)]) this.#sync(client);
  }

  #sync(client: SceneClient): void {
    const { generationId, protocolType, protocolName } = this.group.record;
    const { memberId, instanceId } = client;
    const request = { groupId: "group", memberId, instanceId, generationId, protocolType, protocolName };
    this.group.sync({ ...request, assignments: new Map() }, this.#nowUs, (response) => {
      client.synced = response;
    });
  }

  /** A stable group of these clients; the first one leads. */
  stabilise(names: readonly string[], isStatic: boolean): void {
    for (const name of names) this.join(name, { isStatic });
    for (let waits = 0; waits < 3 && this.group.state === "PREPARING_REBALANCE"; waits++) this.advanceBy(3_000);
    this.syncAll();
  }

  /** A client's heartbeat in a generation, by default the present one. */
  heartbeat(name: string, generationId: number = this.group.generationId): string {
    const client = this.#clientOf(name, false);
    const { memberId, instanceId } = client;
    return this.group.heartbeat({ groupId: "group", memberId, instanceId, generationId }, this.#nowUs);
  }
}
