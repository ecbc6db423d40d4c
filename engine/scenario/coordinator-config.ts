import { z } from "zod";
import { note, wholeField } from "./fields.ts";

const INT_MAX = 2_147_483_647;
const GROUP = "Kafka 4.3 GroupCoordinatorConfig";

const milliseconds = (text: string, standard: number) =>
  wholeField(0, INT_MAX)
    .prefault(standard)
    .meta(note({ text, unit: "ms", defaultSource: GROUP }));

/** Settings of the group coordinators, under Kafka's own keys. */
export const coordinatorKeys = {
  "group.initial.rebalance.delay.ms": milliseconds(
    "How long the first member of an empty group waits for others; each one that joins starts it anew.",
    3_000,
  ),
  "group.min.session.timeout.ms": milliseconds("The shortest session.timeout.ms that a member may ask for.", 6_000),
  "group.max.session.timeout.ms": milliseconds("The longest session.timeout.ms that a member may ask for.", 1_800_000),
  "group.consumer.session.timeout.ms": milliseconds(
    "How long a member with group.protocol consumer may be silent.",
    45_000,
  ),
  "group.consumer.heartbeat.interval.ms": milliseconds(
    "How often a member with group.protocol consumer sends a heartbeat.",
    5_000,
  ),
  "group.consumer.assignment.interval.ms": milliseconds(
    "The least time between two assignments of a group with group.protocol consumer.",
    1_000,
  ),
  "group.consumer.assignors": z
    .array(z.enum(["uniform", "range"]))
    .min(1)
    .max(2)
    .prefault(["uniform", "range"])
    .meta(
      note({
        text: "The assignors of the brokers; the first is taken for members that name none.",
        defaultSource: GROUP,
      }),
    ),
  "offsets.retention.minutes": wholeField(1, INT_MAX)
    .prefault(10_080)
    .meta(
      note({
        text: "How long the offsets of a group without members are kept.",
        unit: "minutes",
        defaultSource: GROUP,
      }),
    ),
};
