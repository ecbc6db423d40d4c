import { z } from "zod";
import { HOUR, MINUTE } from "../base/time.ts";
import { consumerConfigSchema } from "./consumer-config.ts";
import { durationField, idField, note, ruleIssue, textField, wholeField } from "./fields.ts";
import { LIMITS } from "./limits.ts";

const MODELLED = "modelled: a light application";

const processingSchema = z.strictObject({
  perRecord: durationField(0, MINUTE)
    .prefault("100us")
    .meta(note({ text: "How long a member works on one record.", defaultSource: MODELLED })),
  perPoll: durationField(0, HOUR)
    .prefault("1ms")
    .meta(
      note({
        text: "How long a member works on what one poll returned, besides its records.",
        defaultSource: MODELLED,
      }),
    ),
});

const failureSchema = z
  .strictObject({
    retries: wholeField(0, 1_000_000)
      .prefault(0)
      .meta(note({ text: "How often a record that cannot be processed is tried again.", defaultSource: "modelled" })),
    backoff: durationField(0, HOUR)
      .prefault("1s")
      .meta(
        note({
          text: "The pause before each of these tries, in which the member polls nothing.",
          defaultSource: "modelled",
        }),
      ),
    afterRetries: z
      .enum(["stop", "skip", "dead-letter"])
      .prefault("stop")
      .meta(
        note({
          text: "What happens when no try is left: stop ends the member with an exception, and whoever gets its partitions meets the record again; skip goes on behind the record; dead-letter sends it to the topic that the group feeds, then goes on.",
          defaultSource: "Kafka's client: an exception that nobody catches",
        }),
      ),
  })
  .meta(note({ text: "What a member does with a record that it cannot read, by what reads says." }));

const readsSchema = z.union([
  z.enum(["text", "json"]),
  z.strictObject({
    separator: textField(16)
      .min(1)
      .meta(note({ text: "What stands between two columns of a value." })),
    columns: wholeField(1, LIMITS.listLength).meta(note({ text: "How many columns a value has.", unit: "columns" })),
  }),
]);

export const consumerGroupNodeSchema = z
  .strictObject({
    id: idField().meta(note({ text: "The group's id, unique in the pipeline." })),
    kind: z
      .literal("consumer-group")
      .meta(note({ text: "An application whose members share the partitions of one or more topics." })),
    members: wholeField(1, LIMITS.groupMembers)
      .prefault(1)
      .meta(note({ text: "How many members start with the run.", unit: "members", defaultSource: "modelled" })),
    isStatic: z
      .boolean()
      .prefault(false)
      .meta(
        note({
          text: "Whether each member has a group.instance.id, so that one which restarts within its session keeps its partitions without a rebalance.",
          defaultSource: "Kafka 4.3 ConsumerConfig (group.instance.id is null)",
        }),
      ),
    startAt: durationField()
      .prefault("0s")
      .meta(note({ text: "When the members start, since the start of the run." })),
    config: consumerConfigSchema
      .prefault({})
      .meta(note({ text: "The members' settings, under Kafka's own keys and in Kafka's own units." })),
    commit: z
      .enum(["auto", "after-processing", "before-processing"])
      .prefault("auto")
      .meta(
        note({
          text: "Who commits offsets: auto leaves it to enable.auto.commit; after-processing commits each poll's records when they are done; before-processing commits them first, which loses what a crash interrupts. Both need enable.auto.commit: false.",
          defaultSource: "Kafka 4.3 ConsumerConfig (enable.auto.commit)",
        }),
      ),
    processing: processingSchema
      .prefault({})
      .meta(note({ text: "How long the application takes; beyond max.poll.interval.ms the member leaves the group." })),
    reads: readsSchema.prefault("text").meta(
      note({
        text: "What a member takes a record's value for: text, which is anything; json; or columns with a separator between them. It cannot process a value that is something else.",
        defaultSource: "Kafka's StringDeserializer, which reads anything",
      }),
    ),
    wireFormat: z
      .enum(["plain", "confluent"])
      .prefault("plain")
      .meta(
        note({
          text: "Whether a value begins with the head of Confluent's wire format; without it such a member fails with an unknown magic byte.",
          defaultSource: "Kafka's StringDeserializer",
        }),
      ),
    onFailure: failureSchema.prefault({}),
  })
  .superRefine(({ commit, config }, context) => {
    const isAuto = config["enable.auto.commit"];
    if (commit === "auto" || !isAuto) return;
    context.issues.push(
      ruleIssue(commit, ["commit"], "poll would commit too, whatever has been processed", {
        allowed: `with commit: ${commit}, enable.auto.commit: false under config`,
        code: "conflict",
      }),
    );
  });
