import { assertNever } from "../base/assert.ts";
import { ln } from "../base/numeric.ts";
import { RandomStream } from "../base/random-stream.ts";
import { SECOND, type TimeUs } from "../base/time.ts";
import type { GeneratorWorkload } from "../scenario/scenario.ts";
import { Arrivals } from "./arrivals.ts";
import { Entities } from "./entities.ts";
import { NULL_KEY_ID } from "./key-dictionary.ts";
import { type PayloadFields, PayloadWriter, POISON_KINDS, type PoisonKind } from "./payload-writer.ts";
import { PendingSends } from "./pending-sends.ts";
import { RankedKeys } from "./ranked-keys.ts";
import { LAST_ARRIVAL_US, type RecordSource, sliceEndUs, sliceStartUs } from "./record-source.ts";
import { RECORD_FLAG, type RecordStore } from "./record-store.ts";
import { Zipf } from "./zipf.ts";

/** What a generator makes: a generator workload of the scenario. */
export type GeneratorOptions = Omit<GeneratorWorkload, "kind">;

/** Where a generator's records go, and what fixes its chance: streams are named `<node>/arrivals`, `<node>/keys`, ... */
export type GeneratorPlace = { readonly store: RecordStore; readonly seed: number; readonly node: string };

/** The event time of virtual time 0: 2025-01-01 00:00 UTC, in microseconds since 1970. */
const START_EVENT_TIME_US = 1_735_689_600 * SECOND;

/** How long after the last send a repeated record is sent again, in the mean; the draw is exponential. */
const RESEND_DELAY_MEAN_US = SECOND;
const TWO_POW_32 = 2 ** 32;
const AMOUNT_CENTS_MIN = 100;
const AMOUNT_CENTS_SPAN = 99_900;

/**
 * Makes records in order of arrival, lazily. Every noise has a stream of its own, so that changing one option re-rolls nothing
 * else: with another lateness, arrivals and keys stay what they were. Within one noise the draws are shared as well: the late
 * records at a share of 1 % are among those at 2 %.
 */
export class Generator implements RecordSource {
  readonly #options: GeneratorOptions;
  readonly #store: RecordStore;
  readonly #arrivals: Arrivals;
  readonly #entities: Entities;
  readonly #keys: RankedKeys;
  readonly #payload: PayloadWriter;
  readonly #resends = new PendingSends();
  readonly #openKeyRank: () => number;
  readonly #chance: Readonly<Record<"nullKeys" | "amounts" | "lateness" | "duplicates" | "poison", RandomStream>>;
  readonly #fields: PayloadFields = { entityId: 0, updateNo: 0, keyId: 0, amountCents: 0, eventTimeUs: 0 };
  /** Records made, together with those that wait to be sent again; never more than there may be. */
  #planned = 0;
  /** The arrival of the next new record in microseconds, with a fraction; infinite when there is none. */
  #nextNewUs: number;

  constructor(options: GeneratorOptions, { store, seed, node }: GeneratorPlace) {
    const stream = (noise: string) => new RandomStream(seed, `${node}/${noise}`);
    const zipf = new Zipf(options.keys.count, options.keys.zipf);
    const keyChance = stream("keys");
    this.#options = options;
    this.#store = store;
    this.#arrivals = new Arrivals(options, stream("arrivals"));
    this.#entities = new Entities(options.records / options.entities, stream("entities"));
    this.#openKeyRank = () => zipf.rankAt(keyChance.nextUnit());
    this.#keys = new RankedKeys(store.keys, options.keys.count);
    this.#payload = new PayloadWriter(store, options.payloadBytes);
    this.#chance = {
      nullKeys: stream("null-keys"),
      amounts: stream("amounts"),
      lateness: stream("lateness"),
      duplicates: stream("duplicates"),
      poison: stream("poison"),
    };
    this.#nextNewUs = this.#drawArrival();
  }

  nextArrivalUs(): TimeUs | undefined {
    const nextUs = Math.min(this.#nextNewUs, this.#resends.nextTimeUs);
    return nextUs > LAST_ARRIVAL_US ? undefined : sliceEndUs(nextUs);
  }

  take(untilUs: TimeUs): { readonly first: number; readonly end: number } {
    const first = this.#store.count;
    const lastUs = sliceStartUs(Math.min(untilUs, LAST_ARRIVAL_US));
    for (;;) {
      const newUs = this.#nextNewUs;
      const resendUs = this.#resends.nextTimeUs;
      if (Math.min(newUs, resendUs) > lastUs) break;
      if (newUs <= resendUs) this.#makeNew(newUs);
      else this.#resend(sliceEndUs(resendUs));
    }
    return { first, end: this.#store.count };
  }

  #drawArrival(): number {
    return this.#planned < this.#options.records ? this.#arrivals.next() : Number.POSITIVE_INFINITY;
  }

  #makeNew(arrivalUs: number): void {
    const fields = this.#fields;
    const entity = this.#entities.next(this.#openKeyRank);
    fields.entityId = entity;
    fields.updateNo = this.#entities.updateNoOf(entity);
    fields.keyId = this.#keys.keyIdOf(this.#entities.keyRankOf(entity));
    fields.amountCents = AMOUNT_CENTS_MIN + Math.floor(coarseUnit(this.#chance.amounts) * AMOUNT_CENTS_SPAN);
    const latenessUs = this.#drawLatenessUs();
    fields.eventTimeUs = START_EVENT_TIME_US + Math.floor(arrivalUs) - latenessUs;
    const poison = this.#drawPoison();

    const size = this.#payload.write(fields, poison);
    const keyId = this.#drawHasKey() ? fields.keyId : NULL_KEY_ID;
    const id = this.#store.append(keyId, size, fields.eventTimeUs, sliceEndUs(arrivalUs));
    const flags = (latenessUs > 0 ? RECORD_FLAG.late : 0) | (poison === undefined ? 0 : RECORD_FLAG.poison);
    if (flags !== 0) this.#store.addFlags(id, flags);
    this.#planned += 1;
    this.#planResends(arrivalUs, id);
    this.#nextNewUs = this.#drawArrival();
  }

  #drawHasKey(): boolean {
    const { nullShare } = this.#options.keys;
    return nullShare === 0 || coarseUnit(this.#chance.nullKeys) >= nullShare;
  }

  /** How much earlier the record happened than it arrives; 0 for most. */
  #drawLatenessUs(): number {
    const { share, distribution, mean, max } = this.#options.lateness;
    if (share === 0) return 0;
    const unit = coarseUnit(this.#chance.lateness);
    if (unit >= share) return 0;
    const within = unit / share;
    switch (distribution) {
      case "exponential":
        return Math.min(max, Math.round(-mean * ln(1 - within)));
      case "uniform":
        return Math.min(max, Math.round(2 * mean * within));
      default:
        return assertNever(distribution);
    }
  }

  #drawPoison(): PoisonKind | undefined {
    const { share } = this.#options.poison;
    if (share === 0) return undefined;
    const unit = coarseUnit(this.#chance.poison);
    return unit < share ? POISON_KINDS[Math.floor((unit / share) * POISON_KINDS.length)] : undefined;
  }

  /** Each send is followed by another of the same record with a probability of `share`, so that is the part of all that repeats. */
  #planResends(arrivalUs: number, id: number): void {
    const { share } = this.#options.duplicates;
    if (share === 0) return;
    let unit = this.#chance.duplicates.nextUnit();
    let atUs = arrivalUs;
    while (unit < share && this.#planned < this.#options.records) {
      unit /= share;
      atUs -= RESEND_DELAY_MEAN_US * ln(1 - unit);
      this.#resends.push(atUs, id);
      this.#planned += 1;
    }
  }

  #resend(createTimeUs: TimeUs): void {
    const original = this.#resends.pop();
    const store = this.#store;
    const value = store.valueOf(original);
    const id = store.appendValue(store.keyIdOf(original), value, store.eventTimeUs(original), createTimeUs);
    store.addFlags(id, store.flagsOf(original) | RECORD_FLAG.duplicate);
  }
}

/** A number in [0, 1) in steps of 2^-32: half the price of `nextUnit`, and fine enough to compare with a share. */
function coarseUnit(stream: RandomStream): number {
  return stream.nextUint32() / TWO_POW_32;
}
