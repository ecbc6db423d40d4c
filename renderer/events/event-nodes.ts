import type { ProbeEvent } from "../../engine/base/probe.ts";

const PARTITION = /^(.*)-\d+$/su;

/**
 * What an event belongs to: the nodes of the pipeline that it happened to, the table it is about first, and the broker it names. A
 * partition's event is its topic's.
 */
export function subjectsOf({ subject, fields }: ProbeEvent, nodes: ReadonlySet<string>): readonly string[] {
  const table = fields["tableId"];
  const topic = PARTITION.exec(subject)?.[1];
  const partition = typeof fields["partition"] === "string" ? PARTITION.exec(fields["partition"])?.[1] : undefined;
  const named = [typeof table === "string" ? table : undefined, subject, topic, partition];
  const found = named.filter((name) => name !== undefined && (nodes.has(name) || name === subject));
  const broker = fields["broker"] === undefined ? [] : [`broker-${String(fields["broker"])}`];
  return [...new Set([...found.filter((name) => name !== undefined), ...broker])];
}

/** The node of the pipeline that is selected with an event; undefined for what happened to no node. */
export function nodeOf(event: ProbeEvent, nodes: ReadonlySet<string>): string | undefined {
  return subjectsOf(event, nodes).find((name) => nodes.has(name));
}
