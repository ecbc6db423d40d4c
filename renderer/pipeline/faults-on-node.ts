import { formatDuration, parseDuration } from "../../engine/base/time.ts";
import type { DrawnFault, DrawnNode } from "../../engine/scenario/drawing.ts";
import { JOB_STATE } from "./node-health.ts";
import type { Readings } from "./readings.ts";

const BROKERS_MAX = 100;

/** What a fault does to a node at the instant, with the time until it ends where the recipe says; undefined when nothing does. */
export function faultOn(node: DrawnNode, faults: readonly DrawnFault[], readings: Readings): string | undefined {
  if (node.kind === "micro-batch")
    return readings.valueOf(node.id, "state") === JOB_STATE.driverDown
      ? `driver down${remaining(faults, readings, (fault) => fault["job"] === node.id)}`
      : undefined;
  if (node.kind !== "topic") return undefined;
  const down = downBrokers(readings);
  if (down.length === 0) return undefined;
  const isTheirs = (fault: DrawnFault["value"]): boolean => namesBroker(fault, down);
  return `broker ${down.join(", ")} down${remaining(faults, readings, isTheirs)}`;
}

function downBrokers(readings: Readings): readonly number[] {
  const down: number[] = [];
  for (let broker = 1; broker <= BROKERS_MAX; broker += 1) {
    const isUp = readings.valueOf(`broker-${broker}`, "is-up");
    if (isUp === undefined) break;
    if (isUp === 0) down.push(broker);
  }
  return down;
}

function namesBroker({ broker, brokers }: DrawnFault["value"], down: readonly number[]): boolean {
  const named: readonly unknown[] = Array.isArray(brokers) ? brokers : [broker];
  return down.some((one) => named.includes(one));
}

/** The longest time that is left of the faults in force, as text: ", 1m40s left". */
function remaining(
  faults: readonly DrawnFault[],
  readings: Readings,
  isTheirs: (fault: DrawnFault["value"]) => boolean,
): string {
  const left = faults.flatMap(({ value }) => {
    const at = parseDuration(String(value["at"]));
    const span = parseDuration(String(value["for"]));
    if (!isTheirs(value) || !at.ok || !span.ok) return [];
    const leftUs = at.value + span.value - readings.atUs;
    return leftUs > 0 && at.value <= readings.atUs ? [leftUs] : [];
  });
  if (left.length === 0) return "";
  const seconds = Math.ceil(Math.max(...left) / 1_000_000);
  return `, ${formatDuration(seconds * 1_000_000)} left`;
}
