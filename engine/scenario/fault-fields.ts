import { z } from "zod";
import { MICROSECOND } from "../base/time.ts";
import { durationField, idField, note, ruleIssue, wholeField } from "./fields.ts";
import { LIMITS } from "./limits.ts";

/** A broker's number. */
export const brokerField = () => wholeField(1, LIMITS.brokers);

/** When something befalls the run. */
export const atField = () => durationField().meta(note({ text: "When the fault begins, since the start of the run." }));

/** How long a fault lasts. */
export const forField = (text: string) => durationField(MICROSECOND).meta(note({ text }));

/** When something is done that has no end. */
export const doneAtField = () => durationField().meta(note({ text: "When it is done, since the start of the run." }));

/** The consumer group that is meant. */
export const groupField = () => idField().meta(note({ text: "The consumer group." }));

/** A fault of one broker, or of several at the same instant. */
export function brokersFault<K extends string>(fault: K, text: string) {
  return z
    .strictObject({
      fault: z.literal(fault).meta(note({ text })),
      broker: brokerField()
        .optional()
        .meta(note({ text: "The broker that fails; instead of brokers." })),
      brokers: z
        .array(brokerField())
        .min(1)
        .max(LIMITS.brokers)
        .optional()
        .meta(note({ text: "The brokers that fail at the same instant; instead of broker." })),
      at: atField(),
      for: forField("How long the machines stay down before they start again."),
    })
    .superRefine((value, context) => {
      if ((value.broker === undefined) === (value.brokers === undefined)) {
        const isMissing = value.broker === undefined;
        context.issues.push(
          ruleIssue(
            value.brokers,
            isMissing ? ["broker"] : ["brokers"],
            isMissing ? "no broker is named" : "broker and brokers both name who fails",
            {
              allowed: "either broker: 2 or brokers: [1, 2]",
              code: isMissing ? "missing" : "conflict",
            },
          ),
        );
      }
      if (value.brokers !== undefined && new Set(value.brokers).size < value.brokers.length) {
        context.issues.push(
          ruleIssue(value.brokers, ["brokers"], "a broker is named twice", {
            allowed: "each broker once",
            code: "duplicate",
          }),
        );
      }
    })
    .transform(({ broker, brokers, ...rest }) => ({
      ...rest,
      brokers: brokers ?? (broker === undefined ? [] : [broker]),
    }));
}
