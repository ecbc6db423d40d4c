import { expect, it } from "vitest";
import { readDrawing } from "../../engine/scenario/drawing.ts";
import { placeInWords } from "./place-words.ts";

const drawing = readDrawing(`
pipeline:
  nodes:
    - { id: orders, kind: source }
    - { kind: topic }
    - { id: silver.order, kind: silver, config: { retention.ms: 1 } }
  edges:
    - orders -> silver.order
`);

it.each([
  ["pipeline.nodes[2].sql", "silver.order › sql"],
  ['pipeline.nodes[2].config["retention.ms"]', 'silver.order › config["retention.ms"]'],
  ["pipeline.nodes[2]", "silver.order"],
  ["pipeline.edges[0]", "orders → silver.order"],
  ["pipeline.nodes[9].sql", "pipeline.nodes[9].sql"],
  ["pipeline.kafka.brokers", "pipeline.kafka.brokers"],
  ["chaos[0].broker", "chaos[0].broker"],
  ["", ""],
])("%s is %s", (path, words) => {
  expect(drawing && placeInWords(path, drawing)).toBe(words);
});
