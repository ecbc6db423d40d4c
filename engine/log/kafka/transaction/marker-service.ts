import type { ApiHandlers, ApiRequest, ApiResponse } from "../api/kafka-api.ts";
import type { BrokerService, ServiceHost } from "../broker-service.ts";
import type { KafkaErrorName } from "../kafka-error.ts";
import type { PartitionLeader } from "../partition-leader.ts";
import { CONTROL_BATCH_BYTES, type ControlType, NO_PRODUCER_STAMP, type UnplacedBatch } from "../record-batch.ts";
import type { TopicPartition } from "../topic-partition.ts";

/** Told when a marker is in a partition of this broker and replicated. */
export type MarkerListener = (partition: TopicPartition, producerId: number, type: ControlType) => void;

/**
 * Writes the markers that coordinators send to the partitions which this broker leads. As KafkaApis.handleWriteTxnMarkersRequest.
 *
 * Simplified: a marker that is there already is answered when it is replicated; Kafka refuses the duplicate, and the coordinator
 * takes that for a success.
 */
export class MarkerService implements BrokerService {
  readonly handlers: ApiHandlers;
  readonly #host: ServiceHost;
  readonly #onMarked: MarkerListener;

  constructor(host: ServiceHost, onMarked: MarkerListener) {
    this.#host = host;
    this.#onMarked = onMarked;
    this.handlers = { WriteTxnMarkers: (request, respond) => this.#write(request, respond) };
  }

  #write(request: ApiRequest<"WriteTxnMarkers">, respond: (response: ApiResponse<"WriteTxnMarkers">) => void): void {
    const { partitions } = request;
    const errors: KafkaErrorName[] = partitions.map(() => "NONE");
    let left = partitions.length;
    for (const [index, partition] of partitions.entries()) {
      this.#mark(partition, request, (error) => {
        errors[index] = error;
        if (error === "NONE") this.#onMarked(partition, request.producerId, request.marker.type);
        left -= 1;
        if (left === 0) respond({ errors });
      });
    }
  }

  #mark(
    partition: TopicPartition,
    request: ApiRequest<"WriteTxnMarkers">,
    onDone: (error: KafkaErrorName) => void,
  ): void {
    const leader = this.#host.leaderOf(partition);
    if (leader !== undefined && isMarked(leader, request)) {
      leader.awaitReplication({ requiredOffset: leader.log.logEndOffset, complete: onDone });
      return;
    }
    const batch: UnplacedBatch = {
      ...NO_PRODUCER_STAMP,
      producerId: request.producerId,
      producerEpoch: request.producerEpoch,
      isTransactional: true,
      control: request.marker,
      entries: undefined,
      recordIds: new Uint32Array(0),
      sizeBytes: CONTROL_BATCH_BYTES,
      maxTimestampUs: this.#host.scheduler.now(),
    };
    this.#host.append(partition, batch, ({ error }) => onDone(error));
  }
}

/** Is the marker there already? Its epoch is the producer's newest, and no transaction is open. */
function isMarked({ log }: PartitionLeader, { producerId, producerEpoch }: ApiRequest<"WriteTxnMarkers">): boolean {
  const isOpen = log.producers.transactions.firstOffsetOf(producerId) !== undefined;
  return !isOpen && log.producers.entryOf(producerId)?.producerEpoch === producerEpoch;
}
