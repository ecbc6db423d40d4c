import type { ApiName, ApiRequest, ApiResponse } from "../api/kafka-api.ts";
import { requestName } from "../message-sight.ts";
import { type BrokerDirectory, REQUEST_OVERHEAD_BYTES } from "../messages.ts";
import type { BrokerConnections, LostRequestError } from "./broker-connections.ts";

/** What a request goes over. */
export type RequestPath = {
  readonly connections: BrokerConnections;
  readonly directory: BrokerDirectory;
  nowUs(): number;
};

/** One of the two is called, once: the answer, or that none will come. */
export type RequestOutcome<A extends ApiName> = {
  answered(response: ApiResponse<A>): void;
  lost(error: LostRequestError): void;
};

/** A request by the name of its API; `sizeBytes` is what it holds beside the headers, `timeoutUs` as InFlightRequest's. */
export type ApiCall<A extends ApiName> = {
  readonly api: A;
  readonly request: ApiRequest<A>;
  readonly sizeBytes?: number;
  readonly timeoutUs?: number | undefined;
};

/** Sends a request to a broker to which the connections are ready (`BrokerConnections.isReady`). As NetworkClient.send. */
export function sendRequest<A extends ApiName>(
  path: RequestPath,
  brokerId: number,
  call: ApiCall<A>,
  outcome: RequestOutcome<A>,
): void {
  const { connections, directory } = path;
  const inFlight = {
    sentUs: path.nowUs(),
    timeoutUs: call.timeoutUs,
    name: requestName(call.api),
    onDisconnect: (error: LostRequestError) => outcome.lost(error),
  };
  connections.send(brokerId, REQUEST_OVERHEAD_BYTES + (call.sizeBytes ?? 0), inFlight, (connection) => {
    directory.endpointOf(brokerId)?.handle(call.api, call.request, connection, (response) => {
      if (connections.answered(brokerId, inFlight)) outcome.answered(response);
    });
  });
}
