import { formatCount } from "../../base/format-number.ts";
import type { Probe } from "../../base/probe.ts";
import type { Scheduler } from "../../base/scheduler.ts";
import { durationUs, formatDuration, SECOND } from "../../base/time.ts";
import { shardIdOf } from "./shard.ts";

/** A shard that refused nothing for so long has room again. */
const QUIET = durationUs(10 * SECOND);

type Episode = { readonly sinceUs: number; lastUs: number; refused: number };

/** Tells the probe of throttling: when a shard begins to refuse, and how much it refused once it has been quiet for ten seconds. */
export class ThrottleReport {
  readonly #streamName: string;
  readonly #what: "write" | "read";
  readonly #probe: Probe;
  readonly #scheduler: Scheduler;
  /** By shard. */
  readonly #episodes = new Map<number, Episode>();

  constructor(streamName: string, what: "write" | "read", probe: Probe, scheduler: Scheduler) {
    this.#streamName = streamName;
    this.#what = what;
    this.#probe = probe;
    this.#scheduler = scheduler;
  }

  /** A shard refused so many records, or calls. */
  refused(shard: number, count: number): void {
    const nowUs = this.#scheduler.now();
    const episode = this.#episodes.get(shard);
    if (episode !== undefined) {
      episode.lastUs = nowUs;
      episode.refused += count;
      return;
    }
    const begun: Episode = { sinceUs: nowUs, lastUs: nowUs, refused: count };
    this.#episodes.set(shard, begun);
    this.#probe.event({
      kind: `${this.#what}-throttled`,
      atUs: nowUs,
      subject: this.#streamName,
      severity: "warning",
      message: `${shardIdOf(shard)} of ${this.#streamName} is asked for more than its ${this.#what} throughput: ProvisionedThroughputExceededException`,
      fields: { shard },
    });
    this.#watch(shard, begun);
  }

  #watch(shard: number, episode: Episode): void {
    this.#scheduler.after(QUIET, () => {
      if (this.#scheduler.now() - episode.lastUs < QUIET) {
        this.#watch(shard, episode);
        return;
      }
      this.#episodes.delete(shard);
      const spanUs = episode.lastUs - episode.sinceUs;
      const things = this.#what === "write" ? "records" : "calls";
      this.#probe.event({
        kind: `${this.#what}-throttling-ended`,
        atUs: this.#scheduler.now(),
        subject: this.#streamName,
        severity: "info",
        message: `${shardIdOf(shard)} of ${this.#streamName} refused ${formatCount(episode.refused)} ${things} within ${formatDuration(spanUs)} and has room again`,
        fields: { shard, refused: episode.refused, durationUs: spanUs },
      });
    });
  }
}
