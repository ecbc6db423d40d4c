import { err, ok, type Result } from "../../engine/base/result.ts";
import type { Drawing } from "../../engine/scenario/drawing.ts";
import { boundsOf } from "../pipeline/card-geometry.ts";
import { drawnBoxes } from "./drawn-boxes.ts";
import { embeddedFonts } from "./embedded-fonts.ts";

const MARGIN = 40;
/** The longest side of the picture in its own pixels: browsers draw no larger canvas reliably. */
const SIDE_MAX = 8_192;

/** The whole drawing as it looks on the canvas now, without controls, minimap and particles. */
export async function exportPng(drawing: Drawing): Promise<Result<Uint8Array, string>> {
  const viewport = document.querySelector<HTMLElement>(".react-flow__viewport");
  const around = boundsOf([
    ...drawnBoxes(drawing).values(),
    ...drawing.notes.map(({ x, y, width = 200, height = 96 }) => ({ x, y, width, height })),
  ]);
  if (viewport === null || around === undefined) return err("There is nothing on the canvas to export yet.");
  const width = around.width + 2 * MARGIN;
  const height = around.height + 2 * MARGIN;
  const pixelRatio = Math.min(2, SIDE_MAX / Math.max(width, height));
  const { toBlob } = await import("html-to-image");
  const blob = await toBlob(viewport, {
    width,
    height,
    pixelRatio,
    // Left to itself the library looks for the typefaces by changing the page's base address, which our policy forbids.
    fontEmbedCSS: await embeddedFonts(),
    backgroundColor: getComputedStyle(document.documentElement).getPropertyValue("--canvas").trim(),
    filter: isExported,
    style: {
      width: `${width}px`,
      height: `${height}px`,
      transform: `translate(${MARGIN - around.x}px, ${MARGIN - around.y}px) scale(1)`,
    },
  });
  return blob === null
    ? err("The browser could not draw a picture of this size: export SVG instead.")
    : ok(new Uint8Array(await blob.arrayBuffer()));
}

function isExported(node: Node): boolean {
  if (!(node instanceof Element)) return true;
  return node.tagName !== "CANVAS" && !node.matches(".react-flow__minimap, .react-flow__controls, .react-flow__panel");
}
