import type { KafkaErrorName } from "../kafka-error.ts";

/** What a coordinator looks after. As FindCoordinatorRequest.CoordinatorType. */
export type CoordinatorType = "group" | "transaction";

/** How clients find the broker that coordinates their group or transaction. */
export type CoordinatorApi = {
  /** Any broker answers; brokerId is -1 with an error. */
  readonly FindCoordinator: {
    readonly request: { readonly keyType: CoordinatorType; readonly key: string };
    readonly response: { readonly error: KafkaErrorName; readonly brokerId: number };
  };
};
