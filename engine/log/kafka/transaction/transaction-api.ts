import type { KafkaErrorName } from "../kafka-error.ts";
import type { EndMarker } from "../record-batch.ts";
import type { TopicPartition } from "../topic-partition.ts";

/** A producer in one of its epochs. As ProducerIdAndEpoch. */
export type ProducerIdentity = { readonly producerId: number; readonly producerEpoch: number };

/** An error, or the identity under which the producer goes on; -1 with an error. */
export type IdentityResponse = ProducerIdentity & { readonly error: KafkaErrorName };

/** What the coordinator of a transactional id is asked, and what it asks the leaders of the partitions. Transactions V2 (KIP-890). */
export type TransactionApi = {
  /** A producer starts: it fences every earlier one of its transactional id. As TransactionCoordinator.handleInitProducerId. */
  readonly InitProducerId: {
    readonly request: { readonly transactionalId: string; readonly transactionTimeoutUs: number };
    readonly response: IdentityResponse;
  };
  /** From the leader of a partition that was written to, or from a group's coordinator: the partition is part of the transaction. */
  readonly AddPartitionsToTxn: {
    readonly request: ProducerIdentity & {
      readonly transactionalId: string;
      readonly partitions: readonly TopicPartition[];
    };
    readonly response: { readonly error: KafkaErrorName };
  };
  /** Commit or abort; the answer comes when the decision is safe, the markers follow. */
  readonly EndTxn: {
    readonly request: ProducerIdentity & { readonly transactionalId: string; readonly isCommit: boolean };
    readonly response: IdentityResponse;
  };
  /** From the coordinator to the leader of partitions: here the transaction ends. Errors by partition. */
  readonly WriteTxnMarkers: {
    readonly request: ProducerIdentity & {
      readonly marker: EndMarker;
      readonly partitions: readonly TopicPartition[];
    };
    readonly response: { readonly errors: readonly KafkaErrorName[] };
  };
};

/** Nobody, in the answer to a request that failed. */
export const NO_IDENTITY: ProducerIdentity = { producerId: -1, producerEpoch: -1 };
