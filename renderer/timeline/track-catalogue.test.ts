import { describe, expect, test } from "vitest";
import { NODE_VARIABLES } from "../../engine/pipeline/state-variables.ts";
import { readDrawing } from "../../engine/scenario/drawing.ts";
import { SERIES_MAX } from "../charts/series-style.ts";
import { DEFAULT_SETTINGS } from "../stores/settings-store.ts";
import { brokerTracks, trackCatalogue } from "./track-catalogue.ts";
import { changeTracks } from "./track-choices.ts";

const drawing = readDrawing(`
pipeline:
  nodes:
    - { id: flights, kind: source }
    - { id: flight.events, kind: topic, partitions: 8 }
    - { id: job, kind: micro-batch }
    - { id: "<b>gold</b>", kind: gold }
    - { id: odd, kind: nonsense }
`);

function catalogue() {
  if (drawing === undefined) throw new Error("the test's own text is broken");
  return trackCatalogue(drawing);
}

describe("the catalogue of charts", () => {
  test("has a chart of its own for every variable of every node that can be drawn", () => {
    const ids = new Set(catalogue().map(({ id }) => id));
    for (const { key } of NODE_VARIABLES["micro-batch"]) expect(ids).toContain(`one:job/${key}`);
    for (const { key } of NODE_VARIABLES.gold) expect(ids).toContain(`one:<b>gold</b>/${key}`);
    expect(ids).toContain("one:flight.events-7/log-end-offset");
    expect(ids).not.toContain("one:flight.events-0/isr-mask");
  });

  test("puts a variable of many into one chart, six at most, and says how many are left out", () => {
    const shared = catalogue().find(({ id }) => id === "all:high-watermark");
    expect(shared?.series).toHaveLength(SERIES_MAX);
    expect(shared?.more).toBe(2);
  });

  test("shows counters as rates", () => {
    const sent = catalogue().find(({ id }) => id === "one:flights/records-sent");
    expect(sent?.unit).toBe("per-second");
    expect(sent?.series[0]?.isCounter).toBe(true);
  });

  test("has a row for every partition in the map of lag", () => {
    expect(
      catalogue()
        .find(({ id }) => id === "partition-lag")
        ?.series.map(({ label }) => label),
    ).toHaveLength(8);
  });

  test("has no two charts of one name, and knows all that are shown at first", () => {
    const ids = [...catalogue(), ...brokerTracks(3)].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(DEFAULT_SETTINGS.tracks.filter(({ id }) => !ids.includes(id))).toEqual([]);
  });
});

describe("the choice of charts", () => {
  const three = ["a", "b", "c"].map((id) => ({ id, hidden: [] }));
  const idsAfter = (...changes: Parameters<typeof changeTracks>[1][]) =>
    changes.reduce((tracks, change) => changeTracks(tracks, change), three as ReturnType<typeof changeTracks>);

  test("is moved, hidden and shown again at the end", () => {
    expect(idsAfter({ kind: "move", id: "c", by: -1 }).map(({ id }) => id)).toEqual(["a", "c", "b"]);
    expect(idsAfter({ kind: "move", id: "a", by: -1 }).map(({ id }) => id)).toEqual(["a", "b", "c"]);
    const back = idsAfter({ kind: "hide", id: "a" }, { kind: "show", id: "a" }, { kind: "show", id: "a" });
    expect(back.map(({ id }) => id)).toEqual(["b", "c", "a"]);
  });

  test("switches a series off and on", () => {
    const off = idsAfter({ kind: "toggle-series", id: "b", variable: "job/lag-records" });
    expect(off.map(({ hidden }) => hidden)).toEqual([[], ["job/lag-records"], []]);
    expect(changeTracks(off, { kind: "toggle-series", id: "b", variable: "job/lag-records" })).toEqual(three);
  });
});
