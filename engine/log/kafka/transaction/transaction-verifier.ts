import { durationUs } from "../../../base/time.ts";
import type { ServiceHost } from "../broker-service.ts";
import { NO_LEADER } from "../controller/partition-registration.ts";
import { coordinatorPartition } from "../coordinator/coordinator-runtime.ts";
import type { KafkaErrorName } from "../kafka-error.ts";
import { PARTITION_OVERHEAD_BYTES } from "../messages.ts";
import { BrokerChannel } from "./broker-channel.ts";
import type { TransactionApi } from "./transaction-api.ts";
import { TRANSACTION_STATE_TOPIC } from "./transaction-topic.ts";

/** As add.partitions.to.txn.retry.backoff.ms and add.partitions.to.txn.retry.backoff.max.ms. */
const RETRY_BACKOFF_US = 20_000;
const RETRY_MAX_US = 100_000;

/**
 * Asks the coordinator to take partitions into a transaction before the first batch of it is written there: with transactions V2
 * the client need not. As AddPartitionsToTxnManager.
 */
export class TransactionVerifier {
  readonly #host: ServiceHost;
  readonly #channel: BrokerChannel;

  constructor(host: ServiceHost) {
    this.#host = host;
    this.#channel = new BrokerChannel(host, "txn-verification");
  }

  /** Tells NONE when the partitions are in the transaction, or the error for the client. */
  verify(request: TransactionApi["AddPartitionsToTxn"]["request"], onDone: (error: KafkaErrorName) => void): void {
    this.#ask(request, this.#host.scheduler.now() + RETRY_MAX_US, onDone);
  }

  #ask(
    request: TransactionApi["AddPartitionsToTxn"]["request"],
    retryUntilUs: number,
    onDone: (error: KafkaErrorName) => void,
  ): void {
    const all = this.#host.partitionsOf(TRANSACTION_STATE_TOPIC);
    const state = all[coordinatorPartition(request.transactionalId, Math.max(1, all.length))];
    const brokerId = state === undefined ? NO_LEADER : this.#host.knownLeaderOf(state);
    if (brokerId === NO_LEADER) {
      onDone(clientError("COORDINATOR_NOT_AVAILABLE"));
      return;
    }
    const sizeBytes = PARTITION_OVERHEAD_BYTES * request.partitions.length;
    this.#channel.request(
      brokerId,
      { api: "AddPartitionsToTxn", request, sizeBytes },
      {
        answered: ({ error }) => {
          const { scheduler } = this.#host;
          if (error === "CONCURRENT_TRANSACTIONS" && scheduler.now() + RETRY_BACKOFF_US <= retryUntilUs) {
            scheduler.after(durationUs(RETRY_BACKOFF_US), () => {
              if (this.#host.isRunning()) this.#ask(request, retryUntilUs, onDone);
            });
          } else onDone(clientError(error));
        },
        lost: () => onDone(clientError("NETWORK_EXCEPTION")),
      },
    );
  }
}

/** What the producer is told. As the errors of ReplicaManager.handleProduceAppend. */
function clientError(error: KafkaErrorName): KafkaErrorName {
  switch (error) {
    case "NETWORK_EXCEPTION":
    case "COORDINATOR_LOAD_IN_PROGRESS":
    case "COORDINATOR_NOT_AVAILABLE":
    case "NOT_COORDINATOR":
      return "NOT_ENOUGH_REPLICAS";
    case "PRODUCER_FENCED":
      return "INVALID_PRODUCER_EPOCH";
    case "INVALID_PRODUCER_ID_MAPPING":
      return "INVALID_TXN_STATE";
    default:
      return error;
  }
}
