import { assertNever } from "../../engine/base/assert.ts";
import { err, ok, type Result } from "../../engine/base/result.ts";
import type { StopCondition } from "../../engine/protocol/run-control.ts";
import { formatWhole } from "../format/format-value.ts";

/** A condition while a person fills in its form: what the fields hold, sound or not. */
export type ConditionDraft = {
  readonly kind: StopCondition["kind"];
  /** A job's id; empty for any. */
  readonly job: string;
  readonly records: string;
  /** Empty for any. */
  readonly eventKind: string;
  readonly subject: string;
};

export const NEW_CONDITION: ConditionDraft = {
  kind: "lag-over",
  job: "",
  records: "50000",
  eventKind: "leader-elected",
  subject: "",
};

/** The kinds of conditions as the menu and the forms list them. */
export const CONDITION_KINDS: readonly { readonly kind: StopCondition["kind"]; readonly title: string }[] = [
  { kind: "lag-over", title: "Lag is over a limit" },
  { kind: "check-violated", title: "A check is violated" },
  { kind: "record-duplicated", title: "A record comes twice" },
  { kind: "record-lost", title: "A record is lost" },
  { kind: "record-rejected", title: "A row is rejected" },
  { kind: "event", title: "An event happens" },
  { kind: "batch-committed", title: "A batch is committed" },
];

/** The kinds of events of the timeline that a person may want to wait for; a run may know more. */
export const EVENT_KINDS: readonly string[] = [
  "leader-elected",
  "isr-shrunk",
  "isr-expanded",
  "under-min-isr",
  "partition-offline",
  "log-truncated",
  "broker-crashed",
  "broker-fenced",
  "broker-restarted",
  "producer-retry",
  "delivery-failed",
  "driver-crashed",
  "driver-restarted",
  "batch-planned",
  "batch-replayed",
  "batch-committed",
  "table-committed",
  "query-failed",
  "fault-began",
  "fault-ended",
];

/** The condition that a form says, or what is wrong with it. */
export function conditionOf(draft: ConditionDraft): Result<StopCondition, string> {
  const job = draft.job === "" ? {} : { job: draft.job };
  switch (draft.kind) {
    case "lag-over": {
      const records = Number(draft.records.replaceAll(/[\s,]/gu, ""));
      if (draft.records.trim() === "" || !Number.isSafeInteger(records) || records < 0)
        return err(`"${draft.records}" is no number of records: a whole number from 0 on, such as 50000.`);
      return ok({ kind: "lag-over", records, ...job });
    }
    case "event": {
      const eventKind = draft.eventKind.trim();
      const subject = draft.subject.trim();
      if (eventKind === "" && subject === "") return err("Name a kind of event, or whom it happens to.");
      return ok({
        kind: "event",
        ...(eventKind === "" ? {} : { eventKind }),
        ...(subject === "" ? {} : { subject }),
      });
    }
    case "batch-committed":
      return ok({ kind: "batch-committed", ...job });
    case "record-duplicated":
    case "record-lost":
    case "record-rejected":
    case "check-violated":
      return ok({ kind: draft.kind });
    default:
      return assertNever(draft.kind);
  }
}

/** The form of a condition that exists. */
export function draftOf(condition: StopCondition): ConditionDraft {
  switch (condition.kind) {
    case "lag-over":
      return { ...NEW_CONDITION, ...jobOf(condition), kind: "lag-over", records: String(condition.records) };
    case "event":
      return {
        ...NEW_CONDITION,
        kind: "event",
        eventKind: condition.eventKind ?? "",
        subject: condition.subject ?? "",
      };
    case "batch-committed":
      return { ...NEW_CONDITION, ...jobOf(condition), kind: "batch-committed" };
    case "record-duplicated":
    case "record-lost":
    case "record-rejected":
    case "check-violated":
      return { ...NEW_CONDITION, kind: condition.kind };
    default:
      return assertNever(condition);
  }
}

function jobOf({ job }: { readonly job?: string }): { readonly job: string } {
  return { job: job ?? "" };
}

/** A condition in words, as they end the sentence "Stop when ...". */
export function speakCondition(condition: StopCondition): string {
  switch (condition.kind) {
    case "lag-over":
      return `the lag of ${condition.job ?? "any job"} rises over ${formatWhole(condition.records)} records`;
    case "event":
      return [
        condition.eventKind === undefined ? "an event happens" : `${condition.eventKind} happens`,
        condition.subject === undefined ? "" : `to ${condition.subject}`,
        condition.severity === undefined ? "" : `(${condition.severity})`,
      ]
        .filter((part) => part !== "")
        .join(" ");
    case "batch-committed":
      return `${condition.job ?? "any job"} commits a batch`;
    case "record-duplicated":
      return "a record comes a second time";
    case "record-lost":
      return "a record is lost that its producer had handed over";
    case "record-rejected":
      return "a quality gate rejects a row";
    case "check-violated":
      return "a check is violated";
    default:
      return assertNever(condition);
  }
}
