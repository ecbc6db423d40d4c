import type { ConsumerApi } from "../consumer/consumer-api.ts";
import type { CoordinatorApi } from "../coordinator/coordinator-api.ts";
import type { GroupApi } from "../group/group-api.ts";
import type { Connection } from "../network.ts";
import type { TransactionApi } from "../transaction/transaction-api.ts";

/**
 * Every request that a client may send to a broker, and its answer, by the name of the API in Kafka's protocol. Produce, the
 * replicas' fetches and metadata have paths of their own, since they are most of a run. Each room adds its APIs here.
 */
export type KafkaApi = CoordinatorApi & ConsumerApi & GroupApi & TransactionApi;

/** A name in Kafka's ApiKeys. */
export type ApiName = keyof KafkaApi;

export type ApiRequest<A extends ApiName> = KafkaApi[A]["request"];
export type ApiResponse<A extends ApiName> = KafkaApi[A]["response"];

/** Gives the answer, once; `sizeBytes` is what it holds beside the headers. */
export type Respond<A extends ApiName> = (response: ApiResponse<A>, sizeBytes?: number) => void;

/** What a broker does with a request when its turn has come; the answer may come later. */
export type ApiHandler<A extends ApiName> = (
  request: ApiRequest<A>,
  respond: Respond<A>,
  connection: Connection,
) => void;

/** By API. */
export type ApiHandlers = { readonly [A in ApiName]?: ApiHandler<A> };
