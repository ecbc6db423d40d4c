import type { Probe } from "../../base/probe.ts";
import { err, ok, type Result } from "../../base/result.ts";
import type { Scheduler } from "../../base/scheduler.ts";
import type { DurationUs } from "../../base/time.ts";
import { isFollowedBy } from "./hash-key.ts";
import { type KinesisError, kinesisError } from "./kinesis-error.ts";
import { nextReshardSteps } from "./reshard-plan.ts";
import type { Shard } from "./shard.ts";
import type { ReshardStep, ShardMap } from "./shard-map.ts";

/** As StreamDescription.StreamStatus; streams are there before the first event, so none is ever CREATING. */
export type StreamStatus = "ACTIVE" | "UPDATING";

/** What a resharder works with. */
export type ResharderParts = {
  readonly streamName: string;
  readonly shards: ShardMap;
  readonly scheduler: Scheduler;
  readonly probe: Probe;
  /** How long a round of steps takes. */
  readonly roundDurationUs: DurationUs;
  /** Shards were closed and others opened. */
  onChange(): void;
};

/**
 * Changes the shards of a stream: one operation at a time, the stream is UPDATING until it is done. Records go to the parents
 * until the instant at which they close. As SplitShard, MergeShards and UpdateShardCount.
 */
export class Resharder {
  readonly #parts: ResharderParts;
  #status: StreamStatus = "ACTIVE";

  constructor(parts: ResharderParts) {
    this.#parts = parts;
  }

  get status(): StreamStatus {
    return this.#status;
  }

  /** Divides a shard; without a hash key, in the middle. Errors: ResourceInUseException, ResourceNotFoundException, InvalidArgumentException. */
  splitShard(shardNumber: number, newStartingHashKey?: bigint): Result<void, KinesisError> {
    const shard = this.#openShard(shardNumber);
    if (!shard.ok) return shard;
    const { startingHashKey, endingHashKey } = shard.value.range;
    const border = newStartingHashKey ?? (startingHashKey + endingHashKey + 1n) / 2n;
    if (border <= startingHashKey || border > endingHashKey) {
      return err(kinesisError("InvalidArgumentException", `${border} does not divide ${shard.value.id}`));
    }
    return this.#begin([{ kind: "split", shard: shardNumber, newStartingHashKey: border }]);
  }

  /** Makes one shard of two neighbours, given in either order. Errors as `splitShard`. */
  mergeShards(shardNumber: number, adjacentNumber: number): Result<void, KinesisError> {
    const one = this.#openShard(shardNumber);
    if (!one.ok) return one;
    const other = this.#openShard(adjacentNumber);
    if (!other.ok) return other;
    const [first, second] =
      one.value.range.startingHashKey < other.value.range.startingHashKey
        ? [one.value, other.value]
        : [other.value, one.value];
    if (!isFollowedBy(first.range, second.range)) {
      return err(kinesisError("InvalidArgumentException", `${first.id} and ${second.id} are not adjacent`));
    }
    return this.#begin([{ kind: "merge", shard: first.number, adjacent: second.number }]);
  }

  /** So many shards of equal size. Errors: ResourceInUseException; LimitExceededException beyond the double or below the half. */
  updateShardCount(targetShardCount: number): Result<void, KinesisError> {
    const { length } = this.#parts.shards.open;
    if (targetShardCount > length * 2 || targetShardCount < Math.ceil(length / 2)) {
      const message = `${targetShardCount} shards are more than the double of ${length}, or less than the half`;
      return err(kinesisError("LimitExceededException", message));
    }
    return this.#begin(nextReshardSteps(this.#parts.shards.open, targetShardCount), targetShardCount);
  }

  #openShard(number: number): Result<Shard, KinesisError> {
    const shard = this.#parts.shards.shard(number);
    if (shard === undefined) return err(kinesisError("ResourceNotFoundException", `there is no shard ${number}`));
    if (shard.isClosed) return err(kinesisError("InvalidArgumentException", `${shard.id} is closed`));
    return ok(shard);
  }

  #begin(steps: readonly ReshardStep[], targetShardCount?: number): Result<void, KinesisError> {
    const { streamName, scheduler, probe, shards } = this.#parts;
    if (this.#status === "UPDATING") {
      return err(kinesisError("ResourceInUseException", `${streamName} is being updated`));
    }
    if (steps.length === 0) return ok(undefined);
    this.#status = "UPDATING";
    probe.event({
      kind: "stream-updating",
      atUs: scheduler.now(),
      subject: streamName,
      severity: "info",
      message: `Stream ${streamName} is being resharded; its ${shards.open.length} open shards go on taking records`,
      fields: { openShards: shards.open.length, targetShards: targetShardCount ?? goalOf(shards, steps) },
    });
    this.#finishLater(steps, targetShardCount);
    return ok(undefined);
  }

  #finishLater(steps: readonly ReshardStep[], targetShardCount: number | undefined): void {
    const { scheduler, shards, onChange, roundDurationUs } = this.#parts;
    scheduler.after(roundDurationUs, () => {
      for (const step of steps) shards.apply(step);
      onChange();
      const rest = targetShardCount === undefined ? [] : nextReshardSteps(shards.open, targetShardCount);
      if (rest.length > 0) this.#finishLater(rest, targetShardCount);
      else this.#status = "ACTIVE";
      this.#report(steps);
    });
  }

  #report(steps: readonly ReshardStep[]): void {
    const { streamName, scheduler, probe, shards } = this.#parts;
    const closed = steps.flatMap((step) => (step.kind === "split" ? [step.shard] : [step.shard, step.adjacent]));
    const opened = [...new Set(closed.flatMap((number) => shards.shard(number)?.children ?? []))];
    probe.event({
      kind: "shards-changed",
      atUs: scheduler.now(),
      subject: streamName,
      severity: "info",
      message: `Stream ${streamName} closed the shards ${closed.join(", ")} and opened ${opened.join(", ")}`,
      fields: {
        closed: closed.join(","),
        opened: opened.join(","),
        openShards: shards.open.length,
        status: this.#status,
      },
    });
  }
}

function goalOf(shards: ShardMap, steps: readonly ReshardStep[]): number {
  return steps.reduce((count, { kind }) => count + (kind === "split" ? 1 : -1), shards.open.length);
}
