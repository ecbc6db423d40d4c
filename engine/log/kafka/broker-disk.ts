import type { Scheduler } from "../../base/scheduler.ts";
import { timeUs } from "../../base/time.ts";
import type { ReplicaLog } from "./storage/replica-log.ts";

/** What a slow disk takes for each write. */
export type DiskSpeed = { readonly writeLatencyUs: number; readonly bytesPerSecond: number };

/** No broker epoch: there is no mark of a clean shutdown. */
const NO_MARK = -1;

/**
 * The part of a broker that outlives its process: one log directory, and the device under it.
 *
 * Invariants: (1) writes are done one after the other, in the order in which they came; (2) a disk of its usual speed takes no time.
 */
export class BrokerDisk {
  readonly logs = new Map<number, ReplicaLog>();
  /** The slow-follower fault: how long this broker dawdles before each fetch. */
  fetchDelayUs = 0;
  /** Nothing more can be written. */
  isFull = false;
  #speed: DiskSpeed | undefined;
  #freeAtUs = 0;
  #cleanShutdownEpoch = NO_MARK;

  /** Makes the device slow, or gives it back its usual speed. */
  setSpeed(speed: DiskSpeed | undefined): void {
    this.#speed = speed;
    if (speed === undefined) this.#freeAtUs = 0;
  }

  /** Is every write done as soon as it is asked for? */
  get isImmediate(): boolean {
    return this.#speed === undefined;
  }

  /** Writes this much and then runs `done`, which is an event of its own on a slow disk. */
  write(sizeBytes: number, scheduler: Scheduler, done: () => void): void {
    const speed = this.#speed;
    if (speed === undefined) {
      done();
      return;
    }
    const spanUs = speed.writeLatencyUs + Math.ceil((sizeBytes * 1_000_000) / speed.bytesPerSecond);
    this.#freeAtUs = Math.max(scheduler.now(), this.#freeAtUs) + spanUs;
    scheduler.at(timeUs(this.#freeAtUs), done);
  }

  /** A broker that stops in order leaves its epoch behind. As CleanShutdownFileHandler. */
  markCleanShutdown(brokerEpoch: number): void {
    this.#cleanShutdownEpoch = brokerEpoch;
  }

  /** The epoch that the mark of a clean shutdown names, -1 without one; it proves one restart only. */
  takeCleanShutdownMark(): number {
    const epoch = this.#cleanShutdownEpoch;
    this.#cleanShutdownEpoch = NO_MARK;
    return epoch;
  }
}
