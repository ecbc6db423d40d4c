import { formatDuration, MINUTE, SECOND } from "../../engine/base/time.ts";
import { renderEntry } from "../../engine/scenario/yaml-render.ts";
import { quoteName, quoteText } from "../sql-text/quote-sql.ts";
import { eventSql, NULL_MARK } from "./event-sql.ts";
import type { ImportMapping, ValueColumn } from "./import-mapping.ts";
import { silverNames, slugOf } from "./pipeline-names.ts";

/** Time behind the last record: the last batch, and room for a fault that somebody adds. */
const TAIL_US = 2 * MINUTE;
const LONGEST_US = 7 * 24 * 60 * MINUTE;

/** How long the rows need to arrive, in the data's own seconds. */
export type FileSpan = { readonly seconds: number };

/** The names of a pipeline's parts. */
type PipelineNames = {
  readonly slug: string;
  readonly bronze: string;
  readonly silver: string;
  readonly rejects: string;
  readonly gold: string;
  /** By value column: what silver calls it. */
  readonly columns: readonly string[];
  /** What silver calls the record's key; undefined when there is none, or a value column holds it. */
  readonly key: string | undefined;
};

/**
 * A complete scenario over a file: source, topic, job, bronze, silver with typed columns and a quality gate, dead letters, gold by
 * key and time, what must hold, questions, a layout. The text is what a person would have written, so that they can go on with it.
 */
export function buildScenario(mapping: ImportMapping, span: FileSpan): string {
  const names = namesOf(mapping);
  const { slug } = names;
  const top: readonly (readonly [string, Parameters<typeof renderEntry>[1]])[] = [
    ["version", 1],
    ["name", mapping.title],
    ["seed", 1],
    ["duration", durationText(mapping, span)],
    ["datasets", { [slug]: { file: mapping.file, format: mapping.format } }],
  ];
  const layout = layoutOf(names);
  return [
    `# Made from ${JSON.stringify(mapping.file)}. Everything here can be changed.`,
    ...top.flatMap(([key, value]) => renderEntry(key, value)),
    "",
    "pipeline:",
    "  nodes:",
    ...nodesOf(mapping, names)
      .flatMap((node) => ["", ...renderEntry(undefined, node).map(indented)])
      .slice(1),
    "",
    "  edges:",
    ...edgesOf(names).map((edge) => `    - ${edge}`),
    "",
    ...renderEntry("workload", { [slug]: workloadOf(mapping, slug) }),
    "",
    ...renderEntry("expectations", expectationsOf(mapping, names)),
    "",
    ...renderEntry("questions", questionsOf(mapping, names)),
    "",
    ...renderEntry("layout", layout),
    "",
  ].join("\n");
}

function indented(line: string): string {
  return line === "" ? "" : `    ${line}`;
}

function namesOf(mapping: ImportMapping): PipelineNames {
  const slug = slugOf(mapping.file);
  const { key, values } = mapping;
  const isKeyApart = key !== undefined && !values.some(({ column }) => column === key);
  const all = silverNames([...values.map(({ column }) => column), ...(isKeyApart ? [key] : [])]);
  return {
    slug,
    bronze: `bronze.${slug}_events`,
    silver: `silver.${slug}`,
    rejects: `silver.${slug}_rejects`,
    gold: `gold.${slug}_by_${mapping.bucket}`,
    columns: all.slice(0, values.length),
    key: isKeyApart ? all[values.length] : undefined,
  };
}

type PlainNode = Parameters<typeof renderEntry>[1];

function nodesOf(mapping: ImportMapping, names: PipelineNames): readonly PlainNode[] {
  const { slug } = names;
  return [
    { id: slug, kind: "source", workload: slug },
    {
      id: `${slug}.events`,
      kind: "topic",
      partitions: 3,
      replicationFactor: 3,
      config: { "min.insync.replicas": 2 },
    },
    { id: "job", kind: "micro-batch", trigger: "10s", options: { startingOffsets: "earliest" } },
    { id: names.bronze, kind: "bronze" },
    silverOf(mapping, names),
    { id: names.rejects, kind: "dead-letter" },
    { id: names.gold, kind: "gold", groupBy: [...groupColumns(mapping, names)], sql: goldSql(mapping, names) },
  ];
}

function silverOf(mapping: ImportMapping, names: PipelineNames): PlainNode {
  const required = mapping.values.flatMap(({ isRequired }, index) => (isRequired ? [names.columns[index] ?? ""] : []));
  const quality = required.map((name) => `${quoteName(name)} is not null`).join(" and ");
  const identity = identityName(mapping, names);
  return {
    id: names.silver,
    kind: "silver",
    sql: silverSql(mapping, names),
    ...(required.length > 0 && { quality: [{ reason: "not_castable", require: quality }] }),
    rejects: names.rejects,
    ...(identity === undefined
      ? { sink: { mode: "append" } }
      : { merge: { key: [identity], orderBy: ["event_time", "offset"] } }),
  };
}

function silverSql({ separator, values }: ImportMapping, names: PipelineNames): string {
  const columns = values.map(
    (value, index) => `  ${castSql(value, `part[${index + 1}]`)} as ${quoteName(names.columns[index] ?? "")},`,
  );
  return [
    "select",
    ...columns,
    ...(names.key === undefined ? [] : [`  key as ${quoteName(names.key)},`]),
    '  event_time, "offset", correlation_id',
    `from (select string_split(value, ${quoteText(separator)}) as part, * from ${names.bronze})`,
    "",
  ].join("\n");
}

/** What is no value of the type, the mark of NULL among it, becomes NULL. */
function castSql({ type }: ValueColumn, part: string): string {
  return type === "VARCHAR" ? `nullif(${part}, ${quoteText(NULL_MARK)})` : `try_cast(${part} as ${type.toLowerCase()})`;
}

function identityName({ identity, values, key }: ImportMapping, names: PipelineNames): string | undefined {
  if (identity === undefined) return undefined;
  const index = values.findIndex(({ column }) => column === identity);
  return index < 0 && identity === key ? names.key : names.columns[index];
}

/** The key's column in silver, wherever it comes from. */
function keyName({ key, values }: ImportMapping, names: PipelineNames): string | undefined {
  if (key === undefined) return undefined;
  return names.key ?? names.columns[values.findIndex(({ column }) => column === key)];
}

/** The columns of gold are called by the bucket and what they count, unless the key has that name. */
function goldColumns(mapping: ImportMapping, names: PipelineNames) {
  const key = keyName(mapping, names);
  const apart = (name: string): string => (key?.toLowerCase() === name ? `${name}_of_event` : name);
  return { key, bucket: apart(mapping.bucket), rows: apart("rows"), total: apart("total") };
}

function groupColumns(mapping: ImportMapping, names: PipelineNames): readonly string[] {
  const { key, bucket } = goldColumns(mapping, names);
  return key === undefined ? [bucket] : [key, bucket];
}

function goldSql(mapping: ImportMapping, names: PipelineNames): string {
  const { key, bucket, rows, total } = goldColumns(mapping, names);
  const measured = names.columns[mapping.values.findIndex(({ column }) => column === mapping.measure)];
  return [
    "select",
    ...(key === undefined ? [] : [`  ${quoteName(key)},`]),
    `  date_trunc('${mapping.bucket}', event_time) as ${quoteName(bucket)},`,
    `  count(*) as ${quoteName(rows)}${measured === undefined ? "" : ","}`,
    ...(measured === undefined ? [] : [`  sum(${quoteName(measured)}) as ${quoteName(total)}`]),
    `from ${names.silver}`,
    "group by all",
    "",
  ].join("\n");
}

function edgesOf({ slug, bronze, silver, rejects, gold }: PipelineNames): readonly string[] {
  return [
    `${slug} -> ${slug}.events`,
    `${slug}.events -> job`,
    `job -> ${bronze}`,
    `${bronze} -> ${silver}`,
    `${silver} -> ${rejects}`,
    `${silver} -> ${gold}`,
  ];
}

function workloadOf(mapping: ImportMapping, slug: string): PlainNode {
  const { speedup } = mapping;
  return {
    kind: "dataset",
    sql: `${eventSql(mapping, { table: slug, rowNumber: "rowid" })}\n`,
    ...(speedup !== 1 && { replay: { speedup } }),
  };
}

function expectationsOf({ identity }: ImportMapping, { bronze, silver, gold }: PipelineNames): PlainNode {
  return [
    { check: "acknowledged-records-kept" },
    { check: "no-duplicates" },
    { check: "bronze-equals-log", table: bronze },
    ...(identity === undefined ? [] : [{ check: "silver-latest-per-key", table: silver }]),
    { check: "gold-equals-oracle", table: gold },
    { check: "progress-never-goes-back" },
  ];
}

function questionsOf(mapping: ImportMapping, names: PipelineNames): PlainNode {
  const { key, bucket, rows } = goldColumns(mapping, names);
  const [b, r] = [quoteName(bucket), quoteName(rows)];
  const busiest = {
    ask: `Which ${mapping.bucket} was the busiest?`,
    table: names.gold,
    sql: `select ${b}, sum(${r})::bigint as ${r} from ${names.gold} group by 1 order by 2 desc, 1 limit 5`,
  };
  if (key === undefined) return [busiest];
  const k = quoteName(key);
  const biggest = {
    ask: `Which ${key.slice(0, 60)} has the most rows?`,
    table: names.gold,
    sql: `select ${k}, sum(${r})::bigint as ${r} from ${names.gold} group by 1 order by 2 desc, 1 limit 5`,
  };
  return [busiest, biggest];
}

function layoutOf({ slug, bronze, silver, rejects, gold }: PipelineNames): PlainNode {
  const chain = [slug, `${slug}.events`, "job", bronze, silver, gold];
  const places = Object.fromEntries(chain.map((id, index) => [id, { x: index * 320, y: 160 }]));
  return { ...places, [rejects]: { x: 4 * 320, y: 400 } };
}

function durationText({ speedup }: ImportMapping, { seconds }: FileSpan): string {
  const neededUs = (seconds / speedup) * SECOND + TAIL_US;
  const wholeSeconds = Math.ceil(neededUs / SECOND) * SECOND;
  return formatDuration(Math.min(LONGEST_US, Math.max(MINUTE, wholeSeconds))).replaceAll(" ", "");
}

/** A speed at which the rows arrive within about ten minutes of virtual time; 1 when they do anyway. Rounded to what a person would write. */
export function speedupFor({ seconds }: FileSpan): number {
  const wanted = seconds / 600;
  if (wanted <= 1.5) return 1;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const [lead = 1] = [1, 2, 5, 10].filter((step) => step * power >= wanted);
  return Math.min(1_000_000, lead * power);
}
