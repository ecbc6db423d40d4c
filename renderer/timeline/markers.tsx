import type { ReactNode } from "react";
import { pixelAt, type TimeScale } from "../charts/time-window.ts";
import { useView } from "../workbench/workbench.ts";
import { markedRange } from "./range-pane.tsx";

/** The markers A and B through every chart, and the stretch between them. */
export function Markers({ scale }: { readonly scale: TimeScale }): ReactNode {
  const a = useView(({ markers }) => markers.a);
  const b = useView(({ markers }) => markers.b);
  const range = markedRange({ a, b });
  return (
    <>
      {range !== undefined && (
        <div
          className="absolute inset-y-0 bg-accent/10"
          style={{
            left: pixelAt(scale, range.fromUs),
            width: pixelAt(scale, range.toUs) - pixelAt(scale, range.fromUs),
          }}
        />
      )}
      <Marker name="A" atUs={a} scale={scale} />
      <Marker name="B" atUs={b} scale={scale} />
    </>
  );
}

type MarkerProps = { readonly name: string; readonly atUs: number | undefined; readonly scale: TimeScale };

function Marker({ name, atUs, scale }: MarkerProps): ReactNode {
  if (atUs === undefined) return undefined;
  return (
    <div
      className="absolute inset-y-0 z-30 border-l border-dashed border-accent"
      style={{ left: pixelAt(scale, atUs) }}
    >
      <span className="absolute top-0 left-0 rounded-br-control bg-accent px-1 text-axis font-semibold text-on-accent">
        {name}
      </span>
    </div>
  );
}
