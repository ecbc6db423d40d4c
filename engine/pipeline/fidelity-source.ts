import type { FidelityStatement } from "./fidelity-statement.ts";

/** A producer and the application behind it. */
export const PRODUCER_FIDELITY: readonly FidelityStatement[] = [
  [
    "partition of a key",
    "modelled",
    "murmur2, or CRC32 with `partitioner: consistent_random`. BuiltInPartitioner; librdkafka",
  ],
  [
    "records without a key",
    "modelled",
    "sticky by `batch.size`, adaptive by queue length (KIP-480, KIP-794). With `consistent_random` a random partition for 10 ms, the default of `sticky.partitioning.linger.ms`; an empty key is none there. BuiltInPartitioner; librdkafka",
  ],
  [
    "batches and lingering",
    "modelled",
    "`batch.size`, `linger.ms`, `max.request.size`; too large a batch is split. RecordAccumulator, Sender",
  ],
  [
    "retries",
    "modelled",
    "`retry.backoff.ms` doubling with 20 % jitter, `request.timeout.ms` (`REQUEST_TIMED_OUT`; a closed connection is `NETWORK_EXCEPTION`), `delivery.timeout.ms` as the bound on everything. NetworkClient, Sender",
  ],
  [
    "a retry's pause",
    "simplified",
    "its jitter is drawn once; Kafka draws it anew each time that it looks whether the pause is over",
  ],
  [
    "a batch that must wait for an earlier one being retried",
    "simplified",
    "it holds up its own partition only; Kafka ends the drain of its broker there, so that other partitions wait with it until the earlier batch is answered. RecordAccumulator.drainBatchesForOneNode",
  ],
  [
    "the new leader in the answer to a write (KIP-951)",
    "not modelled",
    "the producer asks for it, as clients before 3.7 do",
  ],
  [
    "idempotence",
    "modelled",
    "sequence numbers, five batches remembered, epoch bump after a gap; without it, retries with several requests in flight change the order. TransactionManager, ProducerStateManager",
  ],
  [
    "size on the wire",
    "simplified",
    "61 bytes a batch (format v2), 10 bytes a record beside key and value, 60 bytes a request and 40 a partition in it",
  ],
  [
    "connections",
    "simplified",
    "open in one round trip; `reconnect.backoff.ms` 50 to 1,000 ms and a setup timeout of 10 s are fixed",
  ],
  [
    "the application",
    "simplified",
    "hands records over in slices of 1 ms, rounded up. In transactions it waits while it commits, and does not send again what an abort took back",
  ],
  [
    "`buffer.memory`, `max.block.ms`",
    "modelled",
    "a batch takes `batch.size` from its first record until it is delivered or failed; when there is no more, send() waits, and so does all that the application sends after it, then the record fails with `BUFFER_EXHAUSTED`. A split batch gives its memory back at once. BufferPool, RecordAccumulator",
  ],
  ["`max.block.ms` for missing metadata", "not modelled", "a producer knows its topic from the start"],
  [
    "compression",
    "simplified",
    "a size: 0.3 of the plain one with gzip and zstd, 0.5 with snappy and lz4, for every record alike, and it takes no time; the broker keeps what comes",
  ],
  [
    "transactions: the client",
    "modelled",
    "transactions V2 (KIP-890), the default of new clusters since 4.0: partitions are not announced, every end brings a new epoch; abortable and fatal errors, zombies, `transaction.timeout.ms`. TransactionManager",
  ],
  [
    "transactions: the coordinator",
    "modelled",
    "`__transaction_state` with 50 partitions; an end is answered when its decision is replicated, markers follow and are sent again after a failover; open transactions are looked at every 10 s. TransactionCoordinator, TransactionMarkerChannelManager, AddPartitionsToTxnManager",
  ],
  [
    "transactions: markers",
    "simplified",
    "one request for each transaction and leader, again after 100 ms if it fails; a marker that is there already is answered when it is replicated, where Kafka refuses it and the coordinator takes that for a success. TransactionMarkerRequestCompletionHandler",
  ],
  [
    "transactions: fencing by the coordinator",
    "simplified",
    "an abort by timeout, or for the sake of a new producer, bumps the epoch once",
  ],
  [
    "transactions: what is stable",
    "modelled",
    "the last stable offset moves when the high watermark passes the marker; aborted ranges go with a fetch, the reader drops them. ProducerStateManager, TransactionIndex, CompletedFetch",
  ],
  [
    "transactions: versions 0 and 1, two-phase commit (KIP-939)",
    "not modelled",
    "markers of versions 0 and 1 are understood by the log, no client writes them",
  ],
];

/** Where records come from. */
export const DATA_FIDELITY: readonly FidelityStatement[] = [
  ["the flights", "real", "200,034 rows of 2 to 13 April 2001; [NOTICE](../NOTICE) says from where"],
  ["when a flight lands", "modelled", "departure + 35 minutes + miles / 7.6; the source has no arrival time"],
  ["the airports' clocks", "real", "offsets from UTC in force on those days, one for each airport"],
  ["arrival of an event", "simplified", "at its event time: the main job has no late records by itself"],
  ["pace", "simplified", "720 times faster than in the data. Only arrivals scale; the protocols' timers do not"],
  ["the voucher of $20,000", "assumed", "money makes an error easy to see"],
  [
    "generated records",
    "modelled",
    "Poisson or even arrivals along a rate curve, Zipf keys, updates, lateness, repeats, unreadable values. A diurnal wave is a staircase of 1,440 steps",
  ],
];

/** Time and chance, everywhere. */
export const TIME_FIDELITY: readonly FidelityStatement[] = [
  ["virtual time", "modelled", "whole microseconds; events run in the order of (time, sequence)"],
  ["clocks of machines", "simplified", "one clock for all: no skew, no drift"],
  [
    "pauses of a process (garbage collection)",
    "simplified",
    "members of a group and workers of an application can stand still with all their threads (`member-pause`, `worker-pause`); brokers cannot: `slow-follower` pauses a broker's fetches alone, and its heartbeats go on",
  ],
  [
    "chance",
    "modelled",
    "a named stream for each source of noise, so that a change in one part never re-rolls another",
  ],
  [
    "lost packets",
    "simplified",
    "a link can be slow, and a cut holds everything back until TCP sends it again; single packets are never lost",
  ],
];
