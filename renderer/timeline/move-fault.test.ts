import { describe, expect, test } from "vitest";
import { plannedFaults } from "../incident/planned-faults.ts";
import { createDocumentStore } from "../stores/document-store.ts";
import { moveFault, removeFault } from "./move-fault.ts";

const S = 1_000_000;
const TEXT = `version: 1
chaos:
  # the crash of the demo
  - { fault: broker-crash, broker: 2, at: 8m, for: 2m } # two minutes
  - { fault: driver-crash, job: job, at: { batch: 91, after: tasks }, for: 30s }
pipeline: { nodes: [{ id: job, kind: micro-batch, trigger: 10s }] }
`;

function opened() {
  const document = createDocumentStore();
  document.getState().open({ text: TEXT, origin: { kind: "untitled", name: "test" } });
  const [crash, death] = plannedFaults(document.getState().drawing);
  if (crash === undefined || death === undefined) throw new Error("the test's own recipe is broken");
  return { document, crash, death };
}

describe("moving a fault of the recipe", () => {
  test("writes its new time on whole seconds and leaves comments alone", () => {
    const { document, crash } = opened();
    moveFault(document, crash, { ...crash, fromUs: 490.4 * S });
    expect(document.getState().text).toBe(TEXT.replace("at: 8m,", "at: 8m10s,"));
    expect(document.getState().past.map(({ label }) => label)).toEqual(["Move broker 2 down to 00:08:10"]);
  });

  test("keeps the fault inside the run", () => {
    const { document, crash } = opened();
    moveFault(document, crash, { ...crash, fromUs: -5 * S });
    expect(plannedFaults(document.getState().drawing)[0]?.fromUs).toBe(0);
  });

  test("changes how long it lasts, a second at least", () => {
    const { document, crash } = opened();
    moveFault(document, crash, { fromUs: crash.fromUs, lastsUs: 0 });
    expect(plannedFaults(document.getState().drawing)[0]?.lastsUs).toBe(1 * S);
    expect(document.getState().past.map(({ label }) => label)).toEqual(["Make broker 2 down last 1s"]);
  });

  test("leaves a fault at its place inside a batch, whatever the time", () => {
    const { document, death } = opened();
    moveFault(document, death, { ...death, fromUs: 5 * S });
    expect(document.getState().text).toBe(TEXT);
  });

  test("by keys held down is one step", () => {
    const { document } = opened();
    for (let press = 0; press < 3; press += 1) {
      const [crash] = plannedFaults(document.getState().drawing);
      if (crash !== undefined) moveFault(document, crash, { ...crash, fromUs: crash.fromUs + S }, { burst: "keys" });
    }
    expect(document.getState().past).toHaveLength(1);
    document.getState().undo();
    expect(document.getState().text).toBe(TEXT);
  });

  test("says so when the text is too broken to be edited", () => {
    const { document, crash } = opened();
    document.getState().setText("version: [", { label: "Type" });
    expect(moveFault(document, crash, { ...crash, fromUs: 5 * S })).toBe(false);
  });
});

test("a fault is taken out of the recipe as one step", () => {
  const { document, crash } = opened();
  removeFault(document, crash);
  expect(plannedFaults(document.getState().drawing).map(({ description }) => description)).toEqual([
    "driver of job down",
  ]);
  expect(document.getState().past.map(({ label }) => label)).toEqual(["Remove broker 2 down"]);
});
