import type { History } from "../../engine/base/history.ts";
import type { ProbeEvent } from "../../engine/base/probe.ts";
import type { ControlMessage } from "../../engine/protocol/log-inspection.ts";
import type { BucketGrid } from "../charts/bucketed-series.ts";
import type { TimeScale } from "../charts/time-window.ts";
import { type Arrow, arrowsOf } from "./arrows.ts";
import { laneBars } from "./lane-bars.ts";
import { EventLanes, type SpaceFilter } from "./lane-events.ts";
import { type RowMark, rowMarks } from "./lane-marks.ts";
import { rowsByLane, type SpaceRow } from "./shown-rows.ts";
import { COLUMN_PX, type PaintedRow } from "./space-painter.ts";

/** What of a run the diagram reads. */
type SpaceRun = { readonly history: History; readonly events: readonly ProbeEvent[]; readonly nowUs: number };

/** The geometry of a space-time diagram: of rows, over a stretch of time, under a filter. It follows a run while it grows. */
export class SpaceModel {
  readonly rows: readonly SpaceRow[];
  readonly #events: EventLanes;
  readonly #scale: TimeScale;
  readonly #grid: BucketGrid;
  readonly #rowsByLane: ReadonlyMap<string, number>;

  constructor(rows: readonly SpaceRow[], filter: SpaceFilter, scale: TimeScale) {
    this.rows = rows;
    this.#rowsByLane = rowsByLane(rows);
    this.#events = new EventLanes(filter, new Set(this.#rowsByLane.keys()));
    this.#scale = scale;
    const count = Math.max(1, Math.floor(scale.widthPx / COLUMN_PX));
    this.#grid = { fromUs: scale.fromUs, toUs: scale.toUs, count };
  }

  /** Takes in what the run has more. */
  extend({ events }: SpaceRun): void {
    this.#events.extend(events);
  }

  /** Which kinds of events there are, and how many are shown. */
  get events(): Pick<EventLanes, "kinds" | "count"> {
    return this.#events;
  }

  /** What is painted of the rows from number `first` on. A row that folds many lanes has no bars: they would lie over each other. */
  painted({ history, nowUs }: SpaceRun, { first, count }: { first: number; count: number }): readonly PaintedRow[] {
    return this.rows.slice(first, first + count).map((row) => {
      const [lane] = row.lanes;
      const bars = row.lanes.length === 1 && lane !== undefined ? laneBars(history, lane, this.#grid, nowUs + 1) : [];
      return { row, bars, marks: this.marksOf(row) };
    });
  }

  marksOf({ lanes }: SpaceRow): readonly RowMark[] {
    return rowMarks(
      lanes.map(({ id }) => this.#events.of(id)),
      this.#grid,
    );
  }

  /** The arrows of messages. */
  arrows(messages: readonly ControlMessage[], nowUs: number): readonly Arrow[] {
    return arrowsOf(messages, this.#rowsByLane, this.#scale, nowUs);
  }

  /** The column that a pixel lies in. */
  columnAt(px: number): number {
    return Math.floor(px / COLUMN_PX);
  }

  /** The position of the event of a row that comes next before or after an instant; undefined when there is none. */
  neighbour({ lanes }: SpaceRow, atUs: number, direction: -1 | 1): number | undefined {
    let best: { readonly atUs: number; readonly position: number } | undefined;
    for (const { id } of lanes) {
      const lane = this.#events.of(id);
      if (lane === undefined) continue;
      const found =
        direction > 0
          ? lane.timesUs.findIndex((time) => time > atUs)
          : lane.timesUs.findLastIndex((time) => time < atUs);
      if (found < 0) continue;
      const time = lane.timesUs[found] as number;
      if (best === undefined || (direction > 0 ? time < best.atUs : time > best.atUs))
        best = { atUs: time, position: lane.positions[found] as number };
    }
    return best?.position;
  }
}
