import { z } from "zod";
import { HOUR, MICROSECOND, MINUTE } from "../base/time.ts";
import { allows } from "./allowed-values.ts";
import { atField, brokerField, brokersFault, doneAtField, forField } from "./fault-fields.ts";
import { durationField, idField, note, ruleIssue, wholeField } from "./fields.ts";
import { LIMITS } from "./limits.ts";

const slowLinkSchema = z
  .strictObject({
    fault: z.literal("slow-link").meta(note({ text: "Messages between two brokers take longer, in both directions." })),
    from: brokerField().meta(note({ text: "The broker at one end of the link." })),
    to: brokerField().meta(note({ text: "The broker at the other end." })),
    at: atField(),
    for: forField("How long the link is slow."),
    latency: durationField(MICROSECOND, HOUR).meta(
      note({ text: "How long a message travels while the link is slow, instead of network.latency." }),
    ),
  })
  .superRefine((value, context) => {
    if (value.from === value.to)
      context.issues.push(
        ruleIssue(value.to, ["to"], "a broker has no link to itself", { allowed: "two different brokers" }),
      );
  });

const slowFollowerSchema = z.strictObject({
  fault: z.literal("slow-follower").meta(
    note({
      text: "A broker pauses before each fetch from its leaders, as with a slow disk; its heartbeats go on, unlike in a long garbage collection.",
    }),
  ),
  broker: brokerField().meta(note({ text: "The broker that follows slowly." })),
  at: atField(),
  for: forField("How long it is slow."),
  fetchDelay: durationField(MICROSECOND, HOUR).meta(note({ text: "The pause before each fetch." })),
});

const slowDiskSchema = z.strictObject({
  fault: z.literal("slow-disk").meta(
    note({
      text: "Every write to a broker's disk takes longer: as leader it answers late, as follower it falls behind.",
    }),
  ),
  broker: brokerField().meta(note({ text: "The broker whose disk is slow." })),
  at: atField(),
  for: forField("How long the disk is slow."),
  writeDelay: durationField(MICROSECOND, MINUTE).meta(note({ text: "How much longer each append takes." })),
});

const diskFullSchema = z.strictObject({
  fault: z.literal("disk-full").meta(
    note({
      text: "A broker's disk takes no more: the next write fails, its log directory goes offline, and with the only one the broker stops.",
    }),
  ),
  broker: brokerField().meta(note({ text: "The broker whose disk is full." })),
  at: atField(),
  for: forField("How long until there is room again and the broker is started."),
});

const END_FORM = "a broker's number, controller or clients";
const endOfCut = allows(END_FORM, z.union([brokerField(), z.enum(["controller", "clients"])]));
const sideField = (text: string) => z.array(endOfCut).min(1).max(LIMITS.brokers).meta(note({ text }));

const networkPartitionSchema = z
  .strictObject({
    fault: z.literal("network-partition").meta(
      note({
        text: "What one set of machines sends to another is lost, without a word to anybody: connections hang until their timeouts.",
      }),
    ),
    from: sideField("One side: numbers of brokers, controller, or clients, which is all producers and consumers."),
    to: sideField("The other side."),
    isOneWay: z
      .boolean()
      .prefault(false)
      .meta(note({ text: "Whether only messages of the first side to the other are lost." })),
    at: atField(),
    for: forField("How long the network is cut."),
  })
  .superRefine(({ from, to }, context) => {
    const both = from.filter((end) => to.includes(end));
    if (both.length === 0) return;
    context.issues.push(
      ruleIssue(to, ["to"], `${both.join(", ")} stands on both sides`, { allowed: "each machine on one side" }),
    );
  });

const controllerCrashSchema = z.strictObject({
  fault: z.literal("controller-crash").meta(
    note({
      text: "The active controller dies. Until the quorum has another one nothing is fenced or elected; what has a leader goes on.",
    }),
  ),
  at: atField(),
  for: forField("How long until that controller is started again."),
});

const addBrokerSchema = z.strictObject({
  fault: z
    .literal("add-broker")
    .meta(
      note({ text: "A new broker joins the cluster, with nothing on its disk: it gets replicas by reassignment." }),
    ),
  broker: brokerField().meta(note({ text: "Its number: the next one that is free." })),
  at: doneAtField(),
});

const throttleField = () =>
  wholeField(1, 1_000_000_000_000)
    .optional()
    .meta(
      note({
        text: "The most that the moving replicas may copy.",
        unit: "bytes per second",
        defaultSource: "no limit (kafka-reassign-partitions without --throttle)",
      }),
    );

const removeBrokerSchema = z.strictObject({
  fault: z
    .literal("decommission-broker")
    .meta(note({ text: "All replicas of a broker move to the others, then it is stopped and unregistered." })),
  broker: brokerField().meta(note({ text: "The broker that is taken out." })),
  at: doneAtField(),
  throttle: throttleField(),
});

const reassignSchema = z.strictObject({
  fault: z
    .literal("reassign-partition")
    .meta(
      note({ text: "The replicas of a partition move: new ones copy it, and when they are in sync the old ones go." }),
    ),
  topic: idField().meta(note({ text: "The topic." })),
  partition: wholeField(0, LIMITS.partitions - 1).meta(note({ text: "The partition." })),
  replicas: z
    .array(brokerField())
    .min(1)
    .max(LIMITS.brokers)
    .meta(note({ text: "The brokers that hold it afterwards, the preferred leader first." })),
  at: doneAtField(),
  throttle: throttleField(),
});

const addPartitionsSchema = z.strictObject({
  fault: z.literal("add-partitions").meta(
    note({
      text: "A topic gets more partitions: keys go elsewhere from then on, and groups rebalance when they notice.",
    }),
  ),
  topic: idField().meta(note({ text: "The topic." })),
  partitions: wholeField(2, LIMITS.partitions).meta(note({ text: "How many it has afterwards.", unit: "partitions" })),
  at: doneAtField(),
});

const electPreferredSchema = z.strictObject({
  fault: z
    .literal("elect-preferred-leaders")
    .meta(note({ text: "Every partition goes back to the first of its replicas, where that is in sync." })),
  at: doneAtField(),
});

/** What can befall brokers, their disks, the controller and the network, or be done to them. */
export const brokerFaultSchemas = [
  brokersFault("broker-crash", "The broker process is killed; what it wrote survives in the page cache."),
  brokersFault("power-loss", "The machine loses power; what was not yet flushed to disk is gone."),
  brokersFault("broker-stop", "The broker is stopped in order: its leaderships move first (controlled shutdown)."),
  brokersFault(
    "disk-replaced",
    "The machine's disk is replaced by an empty one: the broker comes back without any of its replicas.",
  ),
  slowLinkSchema,
  slowFollowerSchema,
  slowDiskSchema,
  diskFullSchema,
  networkPartitionSchema,
  controllerCrashSchema,
  addBrokerSchema,
  removeBrokerSchema,
  reassignSchema,
  addPartitionsSchema,
  electPreferredSchema,
] as const;
