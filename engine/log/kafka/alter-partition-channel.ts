import {
  type AlterPartitionItem,
  type AlterPartitionRequest,
  type ControllerEndpoint,
  PARTITION_OVERHEAD_BYTES,
  REQUEST_OVERHEAD_BYTES,
} from "./messages.ts";
import type { Connection } from "./network.ts";
import type { PartitionLeader } from "./partition-leader.ts";

/** What the channel needs of the broker it lives in. */
export type AlterPartitionHost = {
  readonly brokerId: number;
  readonly controller: ControllerEndpoint;
  readonly isRunning: () => boolean;
  brokerEpoch(): number;
  controllerConnection(): Connection | undefined;
};

/**
 * Carries the leaders' ISR wishes to the controller. As AlterPartitionManager.
 *
 * Invariant: at most one request is under way; wishes that come meanwhile travel together in the next one.
 */
export class AlterPartitionChannel {
  readonly #host: AlterPartitionHost;
  #queue: { readonly leader: PartitionLeader; readonly item: AlterPartitionItem }[] = [];
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
    const connection = this.#host.controllerConnection();
    if (this.#isInFlight || this.#queue.length === 0 || connection === undefined) return;
    this.#isInFlight = true;
    const wishes = this.#queue;
    this.#queue = [];
    const request: AlterPartitionRequest = {
      brokerId: this.#host.brokerId,
      brokerEpoch: this.#host.brokerEpoch(),
      items: wishes.map(({ item }) => item),
    };
    const sizeBytes = REQUEST_OVERHEAD_BYTES + PARTITION_OVERHEAD_BYTES * wishes.length;
    connection.sendToServer(sizeBytes, () => {
      this.#host.controller.alterPartition(request, (results) => {
        connection.sendToClient(sizeBytes, () => {
          if (!this.#host.isRunning()) return;
          this.#isInFlight = false;
          for (const [index, result] of results.entries()) wishes[index]?.leader.onAlterPartitionResult(result);
          this.#send();
        });
      });
    });
  }
}
