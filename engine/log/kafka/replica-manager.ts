import { RandomStream } from "../../base/random-stream.ts";
import type { BrokerContext } from "./broker-context.ts";
import type { BrokerDisk } from "./broker-disk.ts";
import type { BrokerService } from "./broker-service.ts";
import { NO_LEADER, type PartitionRegistration } from "./controller/partition-registration.ts";
import type { FetchService } from "./fetch-service.ts";
import { FollowerFetcher } from "./follower-fetcher.ts";
import type { MetadataDelta } from "./messages.ts";
import { type LeaderHost, PartitionLeader } from "./partition-leader.ts";
import { ReplicaLog } from "./storage/replica-log.ts";
import type { TopicPartition } from "./topic-partition.ts";

/** What the manager needs of the broker it lives in. */
export type ReplicaManagerHost = {
  readonly brokerId: number;
  readonly context: BrokerContext;
  readonly disk: BrokerDisk;
  readonly leaderHost: LeaderHost;
  readonly isRunning: () => boolean;
  brokerEpoch(): number;
  fetches(): FetchService;
  services(): readonly BrokerService[];
  /** There is a new log on the disk. */
  made(log: ReplicaLog): void;
  /** Runs `done` when the disk has written this much. */
  write(sizeBytes: number, done: () => void): void;
};

/**
 * The replicas of a broker's process: which it leads, which it follows and from whom. As ReplicaManager.
 *
 * Invariants: (1) a partition is either led or followed here, never both; (2) what is not assigned to this broker any more is
 * neither, and its log is deleted.
 */
export class ReplicaManager {
  readonly #host: ReplicaManagerHost;
  readonly #leaders: (PartitionLeader | undefined)[] = [];
  readonly #fetchers = new Map<number, FollowerFetcher>();
  /** By partition id: the leader epoch in which it is followed. */
  readonly #followedEpochs = new Map<number, number>();

  constructor(host: ReplicaManagerHost) {
    this.#host = host;
  }

  /** The partition of an id as this broker leads it, if it does. */
  leaderOf(partitionId: number): PartitionLeader | undefined {
    return this.#leaders[partitionId];
  }

  /** Everything that this broker leads. */
  get leaders(): readonly PartitionLeader[] {
    return this.#leaders.filter((leader) => leader !== undefined);
  }

  /** Takes up the roles that the metadata gives this broker: leaders first. As applyDelta. */
  applyDelta(delta: MetadataDelta): void {
    const { brokerId } = this.#host;
    const mine = delta.partitions.filter(({ registration }) => registration.replicas.includes(brokerId));
    for (const { partition, registration } of mine) {
      if (registration.leader === brokerId) this.#lead(partition, registration);
    }
    for (const { partition, registration } of mine) {
      if (registration.leader !== brokerId) this.#follow(partition, registration);
    }
    if (mine.length === delta.partitions.length) return;
    for (const { partition, registration } of delta.partitions) {
      if (!registration.replicas.includes(brokerId)) this.#drop(partition);
    }
  }

  #lead(partition: TopicPartition, registration: PartitionRegistration): void {
    const present = this.#leaders[partition.id];
    if (present?.leaderEpoch === registration.leaderEpoch) {
      present.updateRegistration(registration);
      return;
    }
    this.#unfollow(partition);
    const leader = new PartitionLeader(this.#host.leaderHost, partition, this.logOf(partition), registration);
    this.#leaders[partition.id] = leader;
    if (present !== undefined) {
      leader.inheritWaiters(present);
      this.#host.fetches().wake(present);
    }
    for (const service of this.#host.services()) service.leading?.(leader);
  }

  #follow(partition: TopicPartition, registration: PartitionRegistration): void {
    this.#resign(partition);
    if (this.#followedEpochs.get(partition.id) === registration.leaderEpoch) return;
    this.#unfollow(partition);
    this.#followedEpochs.set(partition.id, registration.leaderEpoch);
    if (registration.leader === NO_LEADER) return;
    this.#fetcherFor(registration.leader).follow(partition, registration.leaderEpoch);
  }

  /** The replica has moved away. As ReplicaManager.stopPartitions. */
  #drop(partition: TopicPartition): void {
    if (!this.#host.disk.logs.has(partition.id)) return;
    this.#resign(partition);
    this.#unfollow(partition);
    this.#host.disk.logs.delete(partition.id);
  }

  #unfollow(partition: TopicPartition): void {
    this.#followedEpochs.delete(partition.id);
    for (const fetcher of this.#fetchers.values()) fetcher.unfollow(partition);
  }

  #resign(partition: TopicPartition): void {
    const leader = this.#leaders[partition.id];
    if (leader === undefined) return;
    this.#leaders[partition.id] = undefined;
    leader.resign();
    this.#host.fetches().wake(leader);
    for (const service of this.#host.services()) service.resigned?.(partition);
  }

  #fetcherFor(leaderId: number): FollowerFetcher {
    let fetcher = this.#fetchers.get(leaderId);
    if (fetcher === undefined) {
      const { brokerId, context, disk, isRunning } = this.#host;
      const { config, network, directory, probe } = context;
      fetcher = new FollowerFetcher(
        {
          brokerId,
          config,
          network,
          directory,
          probe,
          isRunning,
          brokerEpoch: () => this.#host.brokerEpoch(),
          fetchDelayUs: () => disk.fetchDelayUs,
          logOf: (partition) => this.logOf(partition),
          write: (sizeBytes, done) => this.#host.write(sizeBytes, done),
          mustThrottle: ({ id }) => context.throttles.mustWait("follower", brokerId, id, network.scheduler.now()),
          received: ({ id }, bytes) =>
            context.throttles.record("follower", brokerId, id, { bytes, nowUs: network.scheduler.now() }),
        },
        leaderId,
      );
      this.#fetchers.set(leaderId, fetcher);
    }
    return fetcher;
  }

  /** The log of a replica, made when it is not there yet. */
  logOf(partition: TopicPartition): ReplicaLog {
    const { disk, context } = this.#host;
    let log = disk.logs.get(partition.id);
    if (log === undefined) {
      const { config, network, records, seed } = context;
      log = new ReplicaLog(config.producerIdExpirationUs, {
        settings: partition.spec.log,
        maxMessageBytes: partition.spec.maxMessageBytes,
        remote: partition.spec.log.isRemoteStorageEnabled ? context.remote.partitionOf(partition.id) : undefined,
        label: partition.label,
        records,
        random: new RandomStream(seed, `kafka/broker-${this.#host.brokerId}/${partition.label}/segment-jitter`),
        createdUs: network.scheduler.now(),
      });
      disk.logs.set(partition.id, log);
      this.#host.made(log);
    }
    return log;
  }
}
