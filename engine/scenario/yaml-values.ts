import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from "yaml";
import { LIMITS } from "./limits.ts";
import type { PlaceNode, PlaceOfOffset } from "./place-index.ts";
import { describeFound, formatPath, type Problem, type ScenarioPath, shorten } from "./problem.ts";

/** Keys that would reach an object's prototype. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** A YAML document as plain values and their places; what may not be in it is left out of the value and named in `problems`. */
export type PlainReading = {
  readonly value: unknown;
  readonly places: PlaceNode;
  readonly problems: readonly Problem[];
};

/** Turns a composed document into plain values. The depth of the document must be bounded already; its values are counted here. */
export function readPlainValues(document: Document.Parsed, placeOf: PlaceOfOffset): PlainReading {
  const walk = new PlainWalk(placeOf);
  const places = placeNode(document.contents, 0, undefined);
  const value = walk.read(document.contents, [], places);
  return { value, places, problems: walk.problems };
}

function placeNode(node: unknown, otherwise: number, keyOffset: number | undefined): PlaceNode {
  const range = (node as { range?: readonly number[] | null } | null | undefined)?.range;
  return { valueOffset: range?.[0] ?? otherwise, keyOffset, parts: new Map() };
}

type Refusal = Pick<Problem, "code" | "message" | "found" | "allowed">;

class PlainWalk {
  readonly problems: Problem[] = [];
  readonly #placeOf: PlaceOfOffset;
  #nodes = 0;

  constructor(placeOf: PlaceOfOffset) {
    this.#placeOf = placeOf;
  }

  read(node: unknown, path: ScenarioPath, place: PlaceNode): unknown {
    const refusal = this.#whyUnreadable(node as Node | null, path);
    if (refusal !== undefined) {
      this.#refuse(path, place.valueOffset, refusal);
      return undefined;
    }
    if (this.#nodes > LIMITS.yamlNodes) return undefined;
    this.#checkProperties(node, path, place);
    if (isScalar(node)) return this.#readScalar(node.value, path, place);
    if (isMap(node)) return this.#readMap(node, path, place);
    if (isSeq(node)) return this.#readList(node, path, place);
    return null;
  }

  /** Counts the value; says why it is not read. Past the limit only the first value too many is reported. */
  #whyUnreadable(node: Node | null, path: ScenarioPath): Refusal | undefined {
    this.#nodes += 1;
    if (this.#nodes === LIMITS.yamlNodes + 1) {
      const message = "the file holds more values than a scenario may";
      return {
        code: "too-many-values",
        message,
        found: `more than ${LIMITS.yamlNodes}`,
        allowed: `at most ${LIMITS.yamlNodes} values`,
      };
    }
    if (path.length > LIMITS.depth) {
      const message = "the values are nested too deeply";
      return {
        code: "too-deep",
        message,
        found: `more than ${LIMITS.depth} levels`,
        allowed: `at most ${LIMITS.depth} levels`,
      };
    }
    if (isAlias(node)) {
      const message = "aliases are not read, so that a small file stays small";
      return { code: "alias", message, found: `*${shorten(node.source)}`, allowed: "the value itself, written out" };
    }
    return undefined;
  }

  #checkProperties(node: unknown, path: ScenarioPath, place: PlaceNode): void {
    const { anchor, tag } = (node ?? {}) as { anchor?: string; tag?: string };
    if (anchor !== undefined) {
      this.#refuse(path, place.valueOffset, {
        code: "anchor",
        message: "anchors are not read, as there are no aliases",
        found: `&${shorten(anchor)}`,
        allowed: "the value alone",
      });
    }
    if (tag !== undefined) {
      this.#refuse(path, place.valueOffset, {
        code: "tag",
        message: "tags are not read",
        found: shorten(tag),
        allowed: "the value alone; its form says what it is",
      });
    }
  }

  #readScalar(value: unknown, path: ScenarioPath, place: PlaceNode): unknown {
    if (typeof value !== "string" || value.length <= LIMITS.sqlLength) return value;
    this.#refuse(path, place.valueOffset, {
      code: "too-long",
      message: "the text is too long",
      found: `${value.length} characters`,
      allowed: `at most ${LIMITS.sqlLength} characters`,
    });
    return undefined;
  }

  #readList(list: YAMLSeq, path: ScenarioPath, place: PlaceNode): unknown[] {
    return list.items.map((item, index) => {
      const part = placeNode(item, place.valueOffset, undefined);
      place.parts.set(index, part);
      return this.read(item, [...path, index], part);
    });
  }

  #readMap(map: YAMLMap, path: ScenarioPath, place: PlaceNode): Record<string, unknown> {
    const values: Record<string, unknown> = {};
    for (const pair of map.items) {
      const keyOffset = placeNode(pair.key, place.valueOffset, undefined).valueOffset;
      const key = plainKey(pair);
      const refusal = key === undefined ? whyNoKey(pair.key) : whyForbidden(key, place);
      if (refusal !== undefined) this.#refuse(key === undefined ? path : [...path, key], keyOffset, refusal);
      if (key === undefined || refusal !== undefined) continue;
      const part = placeNode(pair.value, keyOffset, keyOffset);
      place.parts.set(key, part);
      values[key] = this.read(pair.value ?? null, [...path, key], part);
    }
    return values;
  }

  #refuse(path: ScenarioPath, offset: number, refusal: Refusal): void {
    this.problems.push({ ...this.#placeOf(offset), path: formatPath(path), ...refusal });
  }
}

/** The key's text, or undefined when it is no plain text. */
function plainKey(pair: Pair): string | undefined {
  const key = pair.key;
  const isPlain = isScalar(key) && typeof key.value === "string" && key.anchor === undefined && key.tag === undefined;
  return isPlain ? (key.value as string) : undefined;
}

function whyNoKey(key: unknown): Refusal {
  const found = isScalar(key) ? describeFound(key.value) : "something else than text";
  return {
    code: "key-not-text",
    message: "a key has to be text, without tag and anchor",
    found,
    allowed: "text; quotes make text of a number",
  };
}

function whyForbidden(key: string, place: PlaceNode): Refusal | undefined {
  const found = `the key ${JSON.stringify(shorten(key))}`;
  if (place.parts.has(key))
    return { code: "duplicate-key", message: "this key stands here twice", found, allowed: "each key once" };
  if (FORBIDDEN_KEYS.has(key))
    return {
      code: "forbidden-key",
      message: "this word is no key, as it means something to the language that reads the file",
      found,
      allowed: "another word",
    };
  if (key === "<<")
    return {
      code: "merge-key",
      message: "merge keys are not read",
      found,
      allowed: "the values themselves, written out",
    };
  if (key.length > LIMITS.idLength)
    return {
      code: "too-long",
      message: "the key is too long",
      found: `${key.length} characters`,
      allowed: `at most ${LIMITS.idLength} characters`,
    };
  return undefined;
}
