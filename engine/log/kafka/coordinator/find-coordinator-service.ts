import type { ApiHandlers, ApiRequest, ApiResponse } from "../api/kafka-api.ts";
import type { BrokerService, ServiceHost } from "../broker-service.ts";
import { NO_LEADER } from "../controller/partition-registration.ts";
import { TRANSACTION_STATE_TOPIC } from "../transaction/transaction-topic.ts";
import type { CoordinatorType } from "./coordinator-api.ts";
import { coordinatorPartition } from "./coordinator-runtime.ts";

/** Where each kind of coordinator keeps its state: who leads a key's partition there coordinates the key. */
export const STATE_TOPICS: Readonly<Record<CoordinatorType, string>> = {
  group: "__consumer_offsets",
  transaction: TRANSACTION_STATE_TOPIC,
};

/** Tells clients which broker coordinates their group or transaction. As KafkaApis.handleFindCoordinatorRequest. */
export class FindCoordinatorService implements BrokerService {
  readonly handlers: ApiHandlers;
  readonly #host: ServiceHost;

  constructor(host: ServiceHost) {
    this.#host = host;
    this.handlers = { FindCoordinator: (request, respond) => respond(this.#find(request)) };
  }

  #find({ keyType, key }: ApiRequest<"FindCoordinator">): ApiResponse<"FindCoordinator"> {
    const partitions = this.#host.partitionsOf(STATE_TOPICS[keyType]);
    const partition = partitions[coordinatorPartition(key, Math.max(1, partitions.length))];
    const brokerId = partition === undefined ? NO_LEADER : this.#host.knownLeaderOf(partition);
    return { error: brokerId === NO_LEADER ? "COORDINATOR_NOT_AVAILABLE" : "NONE", brokerId };
  }
}
