import { durationUs } from "../../base/time.ts";
import type { ControllerChannel } from "./controller-channel.ts";
import {
  type AlterPartitionItem,
  type AlterPartitionRequest,
  PARTITION_OVERHEAD_BYTES,
  REQUEST_OVERHEAD_BYTES,
} from "./messages.ts";
import type { Network } from "./network.ts";
import type { PartitionLeader } from "./partition-leader.ts";

/** How long an answer is waited for. As controller.socket.timeout.ms. */
const REQUEST_TIMEOUT_US = 30_000_000;

/** The pause before a lost request is tried again. As AlterPartitionManager. */
const RETRY_US = 50_000;

/** What the channel needs of the broker it lives in. */
export type AlterPartitionHost = {
  readonly brokerId: number;
  readonly network: Network;
  readonly isRunning: () => boolean;
  readonly channel: ControllerChannel;
  brokerEpoch(): number;
};

type Wish = { readonly leader: PartitionLeader; readonly item: AlterPartitionItem };

/**
 * Carries the leaders' ISR wishes to the controller. As AlterPartitionManager.
 *
 * Invariants: (1) at most one request is under way; wishes that come meanwhile travel together in the next one; (2) a wish whose
 * request is lost goes again, unless newer metadata has overtaken it.
 */
export class AlterPartitionChannel {
  readonly #host: AlterPartitionHost;
  #queue: Wish[] = [];
  #isInFlight = false;

  constructor(host: AlterPartitionHost) {
    this.#host = host;
  }

  /** Queues a leader's wish; `onAlterPartitionResult` of the leader gets the answer. */
  submit(leader: PartitionLeader, item: AlterPartitionItem): void {
    this.#queue.push({ leader, item });
    this.#send();
  }

  #send(): void {
    if (this.#isInFlight || this.#queue.length === 0) return;
    this.#isInFlight = true;
    const wishes = this.#queue;
    this.#queue = [];
    const request: AlterPartitionRequest = {
      brokerId: this.#host.brokerId,
      brokerEpoch: this.#host.brokerEpoch(),
      items: wishes.map(({ item }) => item),
    };
    const sizeBytes = REQUEST_OVERHEAD_BYTES + PARTITION_OVERHEAD_BYTES * wishes.length;
    this.#host.channel.send({
      api: "AlterPartition",
      sizeBytes,
      timeoutUs: REQUEST_TIMEOUT_US,
      serve: (controller, _connection, answer) =>
        controller.alterPartition(request, (results) =>
          answer(sizeBytes, () => {
            this.#isInFlight = false;
            for (const [index, result] of results.entries()) wishes[index]?.leader.onAlterPartitionResult(result);
            this.#send();
          }),
        ),
      lost: () => this.#retry(wishes),
    });
  }

  #retry(wishes: readonly Wish[]): void {
    this.#host.network.scheduler.after(durationUs(RETRY_US), () => {
      if (!this.#host.isRunning()) return;
      this.#isInFlight = false;
      const current = wishes.filter(({ leader, item }) => leader.partitionEpoch === item.partitionEpoch);
      this.#queue = [...current, ...this.#queue];
      this.#send();
    });
  }
}
