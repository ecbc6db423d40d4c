import { recordsLag } from "../log/kafka/group/consumer-lag.ts";
import { type CaseRun, observed, prose } from "./case-outcome.ts";
import { runClassicGroupCase } from "./classic-group-cases.ts";
import { runConsumerProtocolCase } from "./consumer-protocol-cases.ts";
import { field, hasField, integerOf, type Located, optionalField } from "./read-case.ts";

/** Cases of consumer-group.json: the two group protocols, and the lag of a consumer. */
export function runConsumerGroupCase(testCase: Located): CaseRun {
  const input = field(testCase, "input");
  if (hasField(input, "position")) return runLag(input);
  return (
    runClassicGroupCase(testCase) ??
    runConsumerProtocolCase(testCase) ??
    prose("nothing here plays a case of this shape")
  );
}

function runLag(input: Located): CaseRun {
  const position = numberOf(input, "position");
  const highWatermark = numberOf(input, "highWatermark") ?? numberOf(input, "endOffset");
  const ends = { highWatermark, lastStableOffset: numberOf(input, "lastStableOffset") };
  const lag = recordsLag(position, ends, "read_uncommitted") ?? null;
  return observed({
    lag,
    read_uncommitted: lag,
    read_committed: recordsLag(position, ends, "read_committed") ?? null,
  });
}

/** A number that may be missing or null: not known. */
function numberOf(input: Located, key: string): number | undefined {
  const found = optionalField(input, key);
  return found === undefined || found.value === null ? undefined : integerOf(found);
}
