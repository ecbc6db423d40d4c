import { z } from "zod";
import { note, wholeField } from "./fields.ts";

const INT_MAX = 2_147_483_647;
const REPLICATION = "Kafka 4.3 ReplicationConfigs";
const QUORUM = "Kafka 4.3 QuorumConfig";

const quorumMs = (text: string, standard: number) =>
  wholeField(1, INT_MAX)
    .prefault(standard)
    .meta(note({ text, unit: "ms", defaultSource: QUORUM }));

/** Settings of the controller and of what it does by itself, under Kafka's own keys. */
export const controllerKeys = {
  "auto.leader.rebalance.enable": z
    .boolean()
    .prefault(true)
    .meta(
      note({
        text: "Whether partitions go back to their preferred leaders, the first of their replicas, from time to time.",
        defaultSource: REPLICATION,
      }),
    ),
  "leader.imbalance.check.interval.seconds": wholeField(1, INT_MAX)
    .prefault(300)
    .meta(note({ text: "How often the controller looks for such partitions.", unit: "s", defaultSource: REPLICATION })),
  "controlled.shutdown.enable": z
    .boolean()
    .prefault(true)
    .meta(
      note({
        text: "Whether a broker that is stopped hands its leaderships over first.",
        defaultSource: "Kafka 4.3 ServerConfigs",
      }),
    ),
  "controller.quorum.fetch.timeout.ms": quorumMs(
    "How long the quorum waits for word from the active controller before it elects another one.",
    2_000,
  ),
  "controller.quorum.election.timeout.ms": quorumMs("How long a candidate waits for votes.", 1_000),
  "controller.quorum.election.backoff.max.ms": quorumMs("The longest pause after an election that nobody won.", 1_000),
};
