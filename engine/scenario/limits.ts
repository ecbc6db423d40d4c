import { DAY, type DurationUs } from "../base/time.ts";

/**
 * What a scenario file may cost before anything is run. Every limit is a counter, so that the work spent on a hostile file is
 * bounded on any machine, and every one has its own error message.
 */
export const LIMITS = {
  /** UTF-16 units of the whole file. */
  textLength: 1_048_576,
  /** Lexical tokens of the YAML text: what parsing may cost. */
  yamlTokens: 250_000,
  /** Nested mappings and sequences. */
  depth: 32,
  /** Mappings, sequences and scalars, keys included. */
  yamlNodes: 50_000,
  /** UTF-16 units of a name, a description or any other one string that is not SQL. */
  stringLength: 4_096,
  /** UTF-16 units of an identifier; Kafka allows a topic 249 characters. */
  idLength: 249,
  /** UTF-16 units of one SQL text. */
  sqlLength: 65_536,
  /** Entries of a short list: columns, quality rules, broker ids. */
  listLength: 200,
  pipelineNodes: 200,
  edges: 500,
  workloads: 100,
  datasets: 100,
  chaos: 200,
  slos: 200,
  expectations: 200,
  brokers: 100,
  partitions: 1_000,
  groupMembers: 200,
  records: 50_000_000,
  duration: (7 * DAY) as DurationUs,
  /** Problems listed for one file; the rest are counted, not listed. */
  problems: 200,
} as const;
