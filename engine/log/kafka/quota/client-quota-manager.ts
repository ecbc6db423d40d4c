import type { Scheduler } from "../../../base/scheduler.ts";

/** A client's limits on each broker, in bytes per second; undefined is no limit. As producer_byte_rate and consumer_byte_rate. */
export type ClientQuota = {
  /** Undefined is the default of all clients that have no quota of their own. */
  readonly clientId: string | undefined;
  readonly producerByteRate: number | undefined;
  readonly consumerByteRate: number | undefined;
};

/** Who is limited, and over which time rates are taken. Defaults of Kafka 4.3. */
export type QuotaConfig = {
  readonly clients: readonly ClientQuota[];
  /** As quota.window.num. */
  readonly windowCount: number;
  /** As quota.window.size.seconds. */
  readonly windowUs: number;
};

export const DEFAULT_QUOTA_CONFIG: QuotaConfig = { clients: [], windowCount: 11, windowUs: 1_000_000 };

/** Which of the two byte rates a manager holds. */
export type QuotaType = "producerByteRate" | "consumerByteRate";

const US_PER_SECOND = 1_000_000;

type Sample = { startUs: number; bytes: number };

/**
 * The byte rate of one client over the last windows. As Kafka's Rate over SampledStat.
 *
 * Invariant: at most `windowCount` samples, oldest first, none older than all windows together.
 */
class WindowedRate {
  readonly #config: QuotaConfig;
  readonly #samples: Sample[] = [];

  constructor(config: QuotaConfig) {
    this.#config = config;
  }

  record(bytes: number, nowUs: number): void {
    this.#purge(nowUs);
    const last = this.#samples.at(-1);
    if (last !== undefined && nowUs - last.startUs < this.#config.windowUs) last.bytes += bytes;
    else this.#samples.push({ startUs: nowUs, bytes });
    if (this.#samples.length > this.#config.windowCount) this.#samples.shift();
  }

  #purge(nowUs: number): void {
    const { windowCount, windowUs } = this.#config;
    while (nowUs - (this.#samples[0]?.startUs ?? nowUs) >= windowCount * windowUs) this.#samples.shift();
  }

  /** Bytes per second, and the time that they are taken over: all windows but one at least, lest a first burst look endless. */
  measure(nowUs: number): { readonly bytesPerSecond: number; readonly spanUs: number } {
    this.#purge(nowUs);
    const { windowCount, windowUs } = this.#config;
    const elapsedUs = nowUs - (this.#samples[0]?.startUs ?? nowUs);
    const missing = Math.max(0, windowCount - 1 - Math.floor(elapsedUs / windowUs));
    const spanUs = elapsedUs + missing * windowUs || windowUs;
    const bytes = this.#samples.reduce((sum, sample) => sum + sample.bytes, 0);
    return { bytesPerSecond: (bytes * US_PER_SECOND) / spanUs, spanUs };
  }
}

/**
 * Holds the clients of one broker to a byte rate: who is above it is to be quiet for as long as brings it back. As
 * ClientQuotaManager, by client id.
 */
export class ClientQuotaManager {
  readonly #config: QuotaConfig;
  readonly #type: QuotaType;
  readonly #rates = new Map<string, WindowedRate>();

  constructor(config: QuotaConfig, type: QuotaType) {
    this.#config = config;
    this.#type = type;
  }

  /** A client's limit in bytes per second: its own, else the default one. */
  quotaOf(clientId: string): number | undefined {
    const { clients } = this.#config;
    const own =
      clients.find((quota) => quota.clientId === clientId) ?? clients.find((quota) => quota.clientId === undefined);
    return own?.[this.#type];
  }

  /** Counts what a client sent or was sent; how long it is throttled, in microseconds. As recordAndGetThrottleTimeMs. */
  record(clientId: string, bytes: number, nowUs: number): number {
    const quota = this.quotaOf(clientId);
    if (quota === undefined) return 0;
    let rate = this.#rates.get(clientId);
    if (rate === undefined) {
      rate = new WindowedRate(this.#config);
      this.#rates.set(clientId, rate);
    }
    rate.record(bytes, nowUs);
    const { bytesPerSecond, spanUs } = rate.measure(nowUs);
    return bytesPerSecond <= quota ? 0 : Math.round(((bytesPerSecond - quota) / quota) * spanUs);
  }
}

/** Counts what consumers are sent by one broker and says how long each is to be quiet, in microseconds. */
export function consumerThrottle(
  config: QuotaConfig,
  scheduler: Scheduler,
): (clientId: string, bytes: number) => number {
  const manager = new ClientQuotaManager(config, "consumerByteRate");
  return (clientId, bytes) => manager.record(clientId, bytes, scheduler.now());
}
