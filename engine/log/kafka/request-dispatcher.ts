import type { ApiHandler, ApiName, ApiRequest, ApiResponse } from "./api/kafka-api.ts";
import type { BrokerService } from "./broker-service.ts";
import { answerName } from "./message-sight.ts";
import { REQUEST_OVERHEAD_BYTES } from "./messages.ts";
import type { Connection } from "./network.ts";

/**
 * Brings each request to the service that knows its API, in the order of its connection, and the answer back. As KafkaApis.handle.
 *
 * Invariant: a connection's next request waits until the present one is answered.
 */
export class RequestDispatcher {
  readonly #services: readonly BrokerService[];
  readonly #isRunning: () => boolean;

  constructor(services: readonly BrokerService[], isRunning: () => boolean) {
    this.#services = services;
    this.#isRunning = isRunning;
  }

  /** A request has arrived. One that no service knows is never answered: nobody sends what is not there. */
  dispatch<A extends ApiName>(
    api: A,
    request: ApiRequest<A>,
    connection: Connection,
    onResponse: (response: ApiResponse<A>) => void,
  ): void {
    connection.requests.receive(() => {
      const handler = this.#handlerOf(api);
      if (!this.#isRunning() || handler === undefined) return;
      const respond = (response: ApiResponse<A>, sizeBytes = 0) => {
        if (!this.#isRunning()) return;
        const answer = answerName(api, response);
        connection.sendToClient(REQUEST_OVERHEAD_BYTES + sizeBytes, () => onResponse(response), answer);
        connection.requests.answered();
      };
      handler(request, respond, connection);
    });
  }

  #handlerOf<A extends ApiName>(api: A): ApiHandler<A> | undefined {
    for (const { handlers } of this.#services) {
      const handler = handlers[api];
      // The map's type says so key by key; for a generic key the compiler cannot follow.
      if (handler !== undefined) return handler as ApiHandler<A>;
    }
    return undefined;
  }
}
