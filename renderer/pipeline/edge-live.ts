import type { PortType } from "../../engine/pipeline/node-catalogue.ts";
import type { DrawnEdge, DrawnNode } from "../../engine/scenario/drawing.ts";
import type { Slo } from "../../engine/scenario/scenario.ts";
import { formatCount } from "../format/format-value.ts";
import { type HealthState, healthOf } from "./node-health.ts";
import { asksForNoAnswer } from "./node-words.ts";
import type { Readings } from "./readings.ts";

/** What flows along an edge at an instant. */
export type EdgeLive = {
  /** Records or rows in a second of virtual time. */
  readonly ratePerSecond: number;
  /** The part of them that are there twice, 0 to 1. */
  readonly duplicatePart: number;
  /** The part of them that were sent after they happened, 0 to 1: only a source knows. */
  readonly latePart: number;
  readonly isLosing: boolean;
  readonly isRejects: boolean;
  readonly state: HealthState;
  /** What the label says behind the rate: "lag 1,204". */
  readonly note: string;
};

/** An edge of a drawing, and what flows along it. */
export type EdgeInDrawing = {
  readonly nodes: readonly DrawnNode[];
  readonly edge: DrawnEdge;
  readonly flow: PortType | undefined;
};

/** Reads an edge as one line of text, so that it is drawn again only when something about it changes. */
export function edgeLive({ nodes, edge, flow }: EdgeInDrawing, readings: Readings, slos: readonly Slo[]): string {
  const from = nodes.find(({ id }) => id === edge.from);
  const to = nodes.find(({ id }) => id === edge.to);
  if (from === undefined || to === undefined || flow === undefined) return write(NOTHING_FLOWS);
  const rate = rateAlong(from, to, flow, readings);
  const twice = readings.rateOf(flow === "records" ? to.id : from.id, "duplicates") ?? 0;
  return write({
    ratePerSecond: rate,
    duplicatePart: rate > 0 ? Math.min(1, twice / rate) : 0,
    latePart: flow === "records" && rate > 0 ? Math.min(1, (readings.rateOf(from.id, "records-late") ?? 0) / rate) : 0,
    isLosing: flow === "records" && (readings.rateOf(to.id, "records-lost") ?? 0) > 0,
    isRejects: flow === "rejects",
    state: healthOf(flow === "records" ? from : to, readings, slos).state,
    note: noteOn(from, to, flow, readings),
  });
}

function rateAlong(from: DrawnNode, to: DrawnNode, flow: PortType, readings: Readings): number {
  switch (flow) {
    case "records":
      return rounded(readings.rateOf(from.id, asksForNoAnswer(from) ? "records-sent" : "records-acknowledged"));
    case "failed records":
      return rounded(readings.rateOf(from.id, "dead-letters"));
    case "offsets":
    case "shards":
      return rounded(readings.rateOf(to.id, "records-read"));
    case "raw table":
      return rounded((readings.rateOf(to.id, "rows-added") ?? 0) + (readings.rateOf(to.id, "rejected") ?? 0));
    case "batch":
    case "typed table":
    case "rejects":
      return rounded(readings.rateOf(to.id, "rows-added"));
    case "lookup table":
      return 0;
  }
}

/** Into a log nothing pushes back: what waits is the producer's buffer, and on the other side the lag. */
function noteOn(from: DrawnNode, to: DrawnNode, flow: PortType, readings: Readings): string {
  if (flow === "records") {
    const pending = readings.valueOf(from.id, "records-pending") ?? 0;
    return pending > 0 ? `${formatCount(pending)} pending` : "";
  }
  if (flow === "offsets" || flow === "shards") {
    // A topic may have several readers: each edge tells of its own.
    const lag = readings.valueOf(to.id, "lag-records") ?? 0;
    return lag > 0 ? `lag ${formatCount(lag)}` : "";
  }
  return flow === "lookup table" ? "lookup" : "";
}

const NOTHING_FLOWS: EdgeLive = {
  ratePerSecond: 0,
  duplicatePart: 0,
  latePart: 0,
  isLosing: false,
  isRejects: false,
  state: "idle",
  note: "",
};

function write(live: EdgeLive): string {
  return JSON.stringify(live);
}

/** The other way of `edgeLive`. */
export function parseEdgeLive(text: string): EdgeLive {
  return text === "" ? NOTHING_FLOWS : (JSON.parse(text) as EdgeLive);
}

/** Two digits that matter: a label that trembles tells nothing. */
function rounded(rate: number | undefined): number {
  return rate === undefined || rate <= 0 ? 0 : Number(rate.toPrecision(2));
}
