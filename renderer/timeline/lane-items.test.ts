import { describe, expect, test } from "vitest";
import type { Reaction } from "../incident/reactions.ts";
import type { RunIncidents } from "../incident/run-incidents.ts";
import { causesOf, describeItem, itemAt, laneItems, lanePoints } from "./lane-items.ts";

const S = 1_000_000;
const scale = { fromUs: 0, toUs: 100 * S, widthPx: 1_000 };

function reaction(atUs: number, title: string, role: Reaction["role"] = "detects"): Reaction {
  return { kind: title, title, role, atUs, severity: "info", events: [0], cause: 0 };
}

const found: RunIncidents = {
  faults: [
    {
      description: "broker 2 down",
      fromUs: 20 * S,
      toUs: 40 * S,
      event: 7,
      target: { kind: "brokers", brokers: ["2"] },
    },
  ],
  reactions: [
    reaction(28 * S, "Broker fenced"),
    reaction(28.5 * S, "Batch waits", "suffers"),
    reaction(45 * S, "ISR restored", "heals"),
  ],
  incidents: [],
};
const plan = {
  description: "driver of job down",
  target: { kind: "driver", job: "job" },
  index: 1,
  fromUs: 80 * S,
  lastsUs: 10 * S,
  isEstimate: true,
} as const;
const items = laneItems({ found, plans: new Map(), ahead: [plan], nowUs: 60 * S }, scale);

describe("the chaos lane", () => {
  test("has faults, clusters of reactions and planned faults in the order of time", () => {
    expect(items.map(({ kind, label }) => [kind, label])).toEqual([
      ["fault", "broker 2 down"],
      ["reactions", "Broker fenced, Batch waits"],
      ["reactions", "ISR restored"],
      ["planned", "driver of job down"],
    ]);
  });

  test("parts a cluster when there is room", () => {
    const near = laneItems({ found, plans: new Map(), ahead: [], nowUs: 60 * S }, { ...scale, toUs: 30 * S });
    expect(near.filter(({ kind }) => kind === "reactions")).toHaveLength(3);
  });

  test("shows the gravest sign of a cluster, and joins it to its fault", () => {
    const cluster = items[1];
    expect(cluster?.kind === "reactions" ? cluster.role : undefined).toBe("suffers");
    expect(cluster === undefined ? undefined : [...causesOf(cluster)]).toEqual([0]);
  });

  test("draws a fault that is not over up to now, and says so", () => {
    const [fault] = found.faults;
    if (fault === undefined) throw new Error("the test has a fault");
    const open = { ...found, faults: [{ ...fault, toUs: undefined }] };
    const [item] = laneItems({ found: open, plans: new Map(), ahead: [], nowUs: 33 * S }, scale);
    expect(item?.toUs).toBe(33 * S);
    expect(item === undefined ? "" : describeItem(item)).toBe("Fault: broker 2 down, from 00:00:20 still in force");
  });

  test("says of a fault inside a batch that its time is an estimate", () => {
    expect(items.map(describeItem).at(-1)).toBe("Planned: driver of job down, about 00:01:20 for 10s");
  });
});

describe("what a hand points at", () => {
  const labelAt = (px: number, py: number) => itemAt(items, scale, { px, py })?.label;

  test("is the bar above and the sign below", () => {
    expect(labelAt(285, 5)).toBe("broker 2 down");
    expect(labelAt(282, 22)).toBe("Broker fenced, Batch waits");
  });

  test("is reached from a dozen pixels beside it, and not from farther", () => {
    expect(labelAt(190, 5)).toBe("broker 2 down");
    expect(labelAt(180, 5)).toBeUndefined();
  });
});

test("scrubbing snaps to the beginnings and ends of faults and to reactions", () => {
  expect(lanePoints(found)).toEqual([20, 28, 28.5, 40, 45].map((seconds) => seconds * S));
});
