import type { Scheduler } from "../../base/scheduler.ts";
import type { BrokerDisk } from "./broker-disk.ts";

/** As num.io.threads. */
const IO_THREADS = 8;

/**
 * The threads that work on a broker's requests. As KafkaRequestHandlerPool.
 *
 * Invariants: (1) a request that writes holds its thread until the disk has written; (2) while all threads are held, every other
 * request waits, in the order in which it came; (3) as long as the disk keeps up, nothing waits.
 */
export class RequestHandlerPool {
  readonly #disk: BrokerDisk;
  readonly #scheduler: Scheduler;
  readonly #isRunning: () => boolean;
  readonly #waiting: (() => void)[] = [];
  #held = 0;

  constructor(disk: BrokerDisk, scheduler: Scheduler, isRunning: () => boolean) {
    this.#disk = disk;
    this.#scheduler = scheduler;
    this.#isRunning = isRunning;
  }

  /** Runs what takes no time, when a thread is free. */
  run(work: () => void): void {
    if (this.#held < IO_THREADS) work();
    else this.#waiting.push(work);
  }

  /** Runs `work` when a thread is free and the disk has written this much. */
  write(sizeBytes: number, work: () => void): void {
    if (this.#held === 0 && this.#disk.isImmediate) {
      work();
      return;
    }
    this.run(() => {
      this.#held += 1;
      this.#disk.write(sizeBytes, this.#scheduler, () => {
        this.#held -= 1;
        if (!this.#isRunning()) return;
        work();
        this.#next();
      });
    });
  }

  #next(): void {
    while (this.#held < IO_THREADS && this.#waiting.length > 0) this.#waiting.shift()?.();
  }
}
