import { parseEdge } from "../../engine/scenario/scenario-schema.ts";
import { readYaml } from "../../engine/scenario/yaml-reader.ts";
import type { PlainValue } from "../../engine/scenario/yaml-render.ts";

/** A mapping of a document, whatever it holds. */
export type DraftMapping = { readonly [key: string]: PlainValue };

/** A node of a draft: `index` is its position in `pipeline.nodes`. */
export type DraftNode = {
  readonly id: string;
  readonly kind: string;
  readonly index: number;
  readonly value: DraftMapping;
};

/** An edge of a draft: `index` is its position in `pipeline.edges`. */
export type DraftEdge = { readonly from: string; readonly to: string; readonly index: number };

/** A document's text as plain values: what an act has to know of it to change it by paths. */
export class Draft {
  readonly root: DraftMapping;
  readonly nodes: readonly DraftNode[];
  readonly edges: readonly DraftEdge[];
  /** Where a new node and a new edge go: behind all that is in the list, even what is no node. */
  readonly nodeCount: number;
  readonly edgeCount: number;

  constructor(root: DraftMapping) {
    this.root = root;
    const pipeline = asMapping(root["pipeline"]);
    const nodes = asList(pipeline["nodes"]);
    const edges = asList(pipeline["edges"]);
    this.nodeCount = nodes.length;
    this.edgeCount = edges.length;
    this.nodes = nodes.flatMap((item, index) => {
      const value = asMapping(item);
      const { id, kind } = value;
      return typeof id === "string" && typeof kind === "string" ? [{ id, kind, index, value }] : [];
    });
    this.edges = edges.flatMap((item, index) => {
      const edge = typeof item === "string" ? parseEdge(item) : undefined;
      return edge === undefined ? [] : [{ ...edge, index }];
    });
  }

  node(id: string): DraftNode | undefined {
    return this.nodes.find((node) => node.id === id);
  }

  /** The nodes that feed a node. */
  feedersOf(id: string): readonly DraftNode[] {
    return this.edges.filter((edge) => edge.to === id).flatMap((edge) => this.node(edge.from) ?? []);
  }

  /** The mapping under a key of the root; empty when there is none. */
  mapping(key: string): DraftMapping {
    return asMapping(this.root[key]);
  }

  /** The list under a key of the root; empty when there is none. */
  list(key: string): readonly PlainValue[] {
    return asList(this.root[key]);
  }

  get brokers(): number {
    const { brokers } = asMapping(asMapping(this.root["pipeline"])["kafka"]);
    return typeof brokers === "number" && Number.isInteger(brokers) && brokers > 0 ? brokers : 3;
  }
}

/** Reads a text; undefined when its YAML is too broken to be changed by paths. */
export function readDraft(text: string): Draft | undefined {
  const reading = readYaml(text);
  if ("problems" in reading) return undefined;
  return new Draft(asMapping(reading.content.value as PlainValue));
}

/** A value as a mapping; an empty one when it is none. */
export function asMapping(value: PlainValue | undefined): DraftMapping {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as DraftMapping) : {};
}

/** A value as a list; an empty one when it is none. */
export function asList(value: PlainValue | undefined): readonly PlainValue[] {
  return Array.isArray(value) ? value : [];
}
