import { LIMITS } from "./limits.ts";
import type { ScenarioPath } from "./problem.ts";
import { nodeKinds, parseEdge } from "./scenario-schema.ts";
import { valueAt } from "./schema-walk.ts";

/** No list of a valid document is longer; the schema refuses the rest. */
const MOST_ITEMS = LIMITS.edges;

const NODE_KINDS: ReadonlySet<string> = new Set(nodeKinds());

/** A node as far as it can be read. */
export type OutlineNode = { readonly id: string; readonly kind: string; readonly path: ScenarioPath };

/** An edge as far as it can be read. */
export type OutlineEdge = { readonly from: string; readonly to: string; readonly path: ScenarioPath };

/**
 * A view of a document that may be wrong in any other way: what refers to what. References are checked on it, so that they are
 * reported together with every other problem. What has the wrong type is not there; the schema reports it.
 */
export class Outline {
  readonly nodes: readonly OutlineNode[];
  readonly edges: readonly OutlineEdge[];
  readonly #document: unknown;

  constructor(document: unknown) {
    this.#document = document;
    this.nodes = this.list(["pipeline", "nodes"]).flatMap((path) => {
      const id = this.text([...path, "id"]);
      return id === undefined ? [] : [{ id, kind: this.text([...path, "kind"]) ?? "", path }];
    });
    this.edges = this.list(["pipeline", "edges"]).flatMap((path) => {
      const edge = parseEdge(this.text(path) ?? "");
      return edge === undefined ? [] : [{ ...edge, path }];
    });
  }

  /** The paths of a list's items; of a list that is too long, the first ones. */
  list(path: ScenarioPath): ScenarioPath[] {
    const value = valueAt(this.#document, path);
    return Array.isArray(value) ? value.slice(0, MOST_ITEMS).map((_, index) => [...path, index]) : [];
  }

  /** The keys of a mapping; of one that is too large, the first ones. */
  keys(path: ScenarioPath): string[] {
    const value = valueAt(this.#document, path);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.keys(value).slice(0, MOST_ITEMS)
      : [];
  }

  text(path: ScenarioPath): string | undefined {
    const value = valueAt(this.#document, path);
    return typeof value === "string" ? value : undefined;
  }

  /** A whole number. */
  whole(path: ScenarioPath): number | undefined {
    const value = valueAt(this.#document, path);
    return typeof value === "number" && Number.isInteger(value) ? value : undefined;
  }

  /** The ids of all nodes of some kinds; a node whose kind is no known word may be of any. */
  idsOf(...kinds: readonly string[]): string[] {
    return this.nodes.filter((node) => kinds.includes(node.kind) || !NODE_KINDS.has(node.kind)).map((node) => node.id);
  }
}
