import { NO_LEADER } from "../controller/partition-registration.ts";
import { invalidatesMetadata, type KafkaErrorName } from "../kafka-error.ts";
import { UNDEFINED_EPOCH, UNDEFINED_OFFSET } from "../leader-epoch-cache.ts";
import { PARTITION_OVERHEAD_BYTES } from "../messages.ts";
import type { ListedOffset, OffsetQuery } from "./consumer-api.ts";
import type { AutoOffsetReset, ConsumerConfig } from "./consumer-config.ts";
import type { ConsumerFailure } from "./consumer-failure.ts";
import type { ConsumerMetadata } from "./consumer-metadata.ts";
import type { ConsumerNetwork } from "./consumer-network.ts";
import type { AssignedPartition, SubscriptionState } from "./subscription-state.ts";

/** Why a position changed without the application's doing. */
export type PositionChange = {
  readonly partition: AssignedPartition["partition"];
  /** -1 when it had none. */
  readonly from: number;
  readonly to: number;
  readonly reason: "reset" | "truncation";
};

/** What the lookup works with and whom it tells. */
export type PositionLookupParts = {
  readonly config: ConsumerConfig;
  readonly network: ConsumerNetwork;
  readonly metadata: ConsumerMetadata;
  readonly subscription: SubscriptionState;
  readonly nowUs: () => number;
  readonly onChange: (change: PositionChange) => void;
  /** The application gets an error: there is no rule by which to go on. */
  readonly onFailure: (failure: ConsumerFailure) => void;
};

/** A question for one broker about some of the partitions that it leads. */
type Group = { readonly brokerId: number; readonly partitions: readonly AssignedPartition[] };

/**
 * Finds the positions of partitions that have none, and compares those of partitions whose leader has changed with the new
 * leader's log. As OffsetFetcher (resetPositionsIfNeeded, validatePositionsIfNeeded).
 *
 * Invariant: at most one question is under way about a partition.
 */
export class PositionLookup {
  readonly #parts: PositionLookupParts;
  #metadataSeen = -1;

  constructor(parts: PositionLookupParts) {
    this.#parts = parts;
  }

  /** Asks what is to be asked; returns when there is something to ask next. */
  run(): number {
    this.#followLeaders();
    const resets = this.#ask("await-reset", (group) => this.#listOffsets(group));
    const validations = this.#ask("await-validation", (group) => this.#validate(group));
    return Math.min(resets, validations);
  }

  /** A position that was read from another leader's log must be in the new one's. As maybeValidatePositionForCurrentLeader. */
  #followLeaders(): void {
    const { metadata, subscription } = this.#parts;
    const hasNews = metadata.updates !== this.#metadataSeen;
    this.#metadataSeen = metadata.updates;
    for (const assigned of subscription.assigned) {
      if (hasNews && assigned.status === "fetching") assigned.notBeforeUs = 0;
      const leaderEpoch = metadata.leaderEpochOf(assigned.partition);
      if (leaderEpoch === assigned.leaderEpoch) continue;
      assigned.leaderEpoch = leaderEpoch;
      if (assigned.status === "fetching" && assigned.offsetEpoch !== UNDEFINED_EPOCH) {
        assigned.status = "await-validation";
        assigned.notBeforeUs = 0;
      }
    }
  }

  #ask(status: "await-reset" | "await-validation", send: (group: Group) => void): number {
    const { metadata, network, subscription } = this.#parts;
    const nowUs = this.#parts.nowUs();
    let nextUs = Number.POSITIVE_INFINITY;
    const byLeader = new Map<number, AssignedPartition[]>();
    for (const assigned of subscription.assigned) {
      if (assigned.status !== status) continue;
      const leader = metadata.leaderOf(assigned.partition);
      if (assigned.notBeforeUs > nowUs) nextUs = Math.min(nextUs, assigned.notBeforeUs);
      else if (leader === NO_LEADER) network.requestMetadata();
      else byLeader.set(leader, [...(byLeader.get(leader) ?? []), assigned]);
    }
    for (const [brokerId, partitions] of byLeader) {
      if (network.isReady("brokers", brokerId)) send({ brokerId, partitions });
      else nextUs = Math.min(nextUs, network.retryAtUs("brokers", brokerId));
    }
    return nextUs;
  }

  #listOffsets({ brokerId, partitions }: Group): void {
    const { config, network } = this.#parts;
    const asked = partitions.map((assigned) => ({ assigned, resetTo: assigned.resetTo ?? config.autoOffsetReset }));
    for (const { assigned } of asked) assigned.notBeforeUs = Number.POSITIVE_INFINITY;
    const request = {
      isolationLevel: config.isolationLevel,
      partitions: asked.map(({ assigned, resetTo }) => ({
        partition: assigned.partition,
        currentLeaderEpoch: assigned.leaderEpoch,
        query: this.#queryOf(resetTo),
      })),
    };
    const sizeBytes = PARTITION_OVERHEAD_BYTES * partitions.length;
    network.send(
      "brokers",
      brokerId,
      { api: "ListOffsets", request, sizeBytes },
      {
        answered: (response) => {
          for (const listed of response.partitions) {
            const about = asked.find(({ assigned }) => assigned.partition === listed.partition);
            if (about !== undefined) this.#onListed(about.assigned, about.resetTo, listed);
          }
        },
        lost: () => this.#retryAll(partitions),
      },
    );
  }

  #queryOf(resetTo: AutoOffsetReset): OffsetQuery {
    if (resetTo.kind === "earliest" || resetTo.kind === "latest") return { kind: resetTo.kind };
    const durationUs = resetTo.kind === "by_duration" ? resetTo.durationUs : 0;
    return { kind: "timestamp", atUs: Math.max(0, this.#parts.nowUs() - durationUs) };
  }

  #onListed(assigned: AssignedPartition, resetTo: AutoOffsetReset, listed: ListedOffset): void {
    const { subscription, onChange } = this.#parts;
    if (subscription.of(assigned.partition) !== assigned || assigned.status !== "await-reset") return;
    if (listed.error !== "NONE") {
      this.#retry(assigned, listed.error);
    } else if (listed.offset === UNDEFINED_OFFSET) {
      // Nothing is as new as the timestamp: what comes from now on is.
      subscription.requestReset(assigned, { kind: "latest" });
    } else if (assigned.resetTo === resetTo) {
      const from = assigned.position;
      subscription.seek(assigned.partition, { offset: listed.offset, leaderEpoch: listed.leaderEpoch });
      onChange({ partition: assigned.partition, from, to: listed.offset, reason: "reset" });
    }
  }

  #validate({ brokerId, partitions }: Group): void {
    const { network } = this.#parts;
    for (const assigned of partitions) assigned.notBeforeUs = Number.POSITIVE_INFINITY;
    const request = {
      partitions: partitions.map(({ partition, leaderEpoch, offsetEpoch }) => ({
        partition,
        currentLeaderEpoch: leaderEpoch,
        leaderEpoch: offsetEpoch,
      })),
    };
    const sizeBytes = PARTITION_OVERHEAD_BYTES * partitions.length;
    network.send(
      "brokers",
      brokerId,
      { api: "OffsetForLeaderEpoch", request, sizeBytes },
      {
        answered: (response) => {
          for (const { partition, error, endOffset, leaderEpoch } of response.partitions) {
            const assigned = this.#parts.subscription.of(partition);
            if (assigned?.status !== "await-validation") continue;
            if (error === "NONE") this.#onValidated(assigned, { endOffset, leaderEpoch });
            else this.#retry(assigned, error);
          }
        },
        lost: () => this.#retryAll(partitions),
      },
    );
  }

  /** As SubscriptionState.maybeCompleteValidation. */
  #onValidated(assigned: AssignedPartition, end: { readonly endOffset: number; readonly leaderEpoch: number }): void {
    const { config, subscription, onChange, onFailure } = this.#parts;
    const { partition, position } = assigned;
    if (end.endOffset >= position) {
      assigned.status = "fetching";
      assigned.notBeforeUs = 0;
    } else if (config.autoOffsetReset.kind === "none") {
      onFailure({ error: "LOG_TRUNCATION", subject: partition.label });
    } else if (end.endOffset === UNDEFINED_OFFSET) {
      subscription.requestReset(assigned, config.autoOffsetReset);
    } else {
      subscription.seek(partition, { offset: end.endOffset, leaderEpoch: end.leaderEpoch });
      onChange({ partition, from: position, to: end.endOffset, reason: "truncation" });
    }
  }

  #retry(assigned: AssignedPartition, error: KafkaErrorName): void {
    assigned.notBeforeUs = this.#parts.nowUs() + this.#parts.config.retryBackoffUs;
    if (invalidatesMetadata(error)) this.#parts.network.requestMetadata();
  }

  #retryAll(partitions: readonly AssignedPartition[]): void {
    for (const assigned of partitions) this.#retry(assigned, "NETWORK_EXCEPTION");
  }
}
