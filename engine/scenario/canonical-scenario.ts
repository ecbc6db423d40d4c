import type { Scenario } from "./scenario.ts";

/**
 * The scenario as the digest of a run takes it: JSON with sorted keys and every default written out, without what cannot
 * change the run: name, description, layout, canvas, and the names of data files (the world adds the hashes of their bytes). The
 * seed is left out as well: a run may be given another one, and the world adds the one in force.
 */
export function canonicalScenario(scenario: Scenario): string {
  const {
    name: _name,
    description: _description,
    layout: _layout,
    canvas: _canvas,
    seed: _seed,
    datasets,
    ...rest
  } = scenario;
  const formats = Object.fromEntries(Object.entries(datasets).map(([id, dataset]) => [id, { format: dataset.format }]));
  return canonicalJson({ ...rest, datasets: formats });
}

/** JSON with sorted keys and without blanks; numbers are written as the shortest text that reads back exactly. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const parts = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, part]) => `${JSON.stringify(key)}:${canonicalJson(part)}`);
  return `{${parts.join(",")}}`;
}
