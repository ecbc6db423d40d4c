import type { z } from "zod";
import { assertNever } from "../base/assert.ts";
import { listWords } from "./allowed-values.ts";
import type { RuleParams } from "./fields.ts";
import { describeFound, type Finding, type ScenarioPath, shorten } from "./problem.ts";
import { schemaAt, valueAt } from "./schema-walk.ts";

type Issue = z.core.$ZodIssue;
type Schema = z.core.$ZodType;

/** Turns what zod found into findings for people. `document` is the plain value that was checked. */
export class SchemaFindings {
  readonly #schema: Schema;
  readonly #document: unknown;

  constructor(schema: Schema, document: unknown) {
    this.#schema = schema;
    this.#document = document;
  }

  /** At least one finding for each issue; an unknown key gives one of its own. */
  from(issues: readonly Issue[], base: ScenarioPath = []): Finding[] {
    return issues.flatMap((issue) => this.#fromIssue(issue, [...base, ...(issue.path as ScenarioPath)]));
  }

  #fromIssue(issue: Issue, path: ScenarioPath): Finding[] {
    switch (issue.code) {
      case "unrecognized_keys":
        return issue.keys.map((key) => this.#unknownKey(path, key));
      case "invalid_union":
        return this.#union(issue, path);
      case "invalid_key":
        return this.#invalidKey(issue.issues, path);
      case "invalid_element":
        return this.from(issue.issues, path);
      case "custom":
        return [this.#rule(issue, path)];
      case "invalid_value":
        return [this.#wrongWord(path, issue.values.map(String))];
      case "invalid_type":
        return [this.#mismatch(path, "wrong-type")];
      case "too_small":
        return [this.#mismatch(path, "too-small")];
      case "too_big":
        return [this.#mismatch(path, "too-large")];
      case "invalid_format":
        return [this.#mismatch(path, "malformed")];
      case "not_multiple_of":
        return [this.#mismatch(path, "out-of-range")];
      default:
        return assertNever(issue);
    }
  }

  #unknownKey(path: ScenarioPath, key: string): Finding {
    const { keys = [], partlyRead } = schemaAt(this.#schema, this.#document, path);
    const where = {
      path: [...path, key],
      part: "key",
      found: `the key ${JSON.stringify(shorten(key))}`,
      allowed: listWords(keys),
    } as const;
    if (partlyRead?.notRead.has(key) === true) {
      const message = `${key} is known to ${partlyRead.system}, but not read by this version`;
      return { ...where, message, code: "not-read" };
    }
    return {
      ...where,
      message: `${shorten(key)} is no key that is known here`,
      code: "unknown-key",
      near: { written: key, words: keys },
    };
  }

  #union(issue: z.core.$ZodIssueInvalidUnion, path: ScenarioPath): Finding[] {
    if (issue.errors.length === 0) return [this.#wrongWord(path, discriminatorWords(issue))];
    const members = issue.errors.map((issues) => this.from(issues, path));
    const fitting = members.find(
      (findings) => findings.length > 0 && findings.every((finding) => finding.path.length > path.length),
    );
    return fitting ?? [this.#mismatch(path, "wrong-value")];
  }

  #invalidKey(issues: readonly Issue[], path: ScenarioPath): Finding[] {
    const key = String(path.at(-1) ?? "");
    return issues.map((issue) => ({
      path,
      part: "key",
      message: "this is no valid name",
      found: JSON.stringify(shorten(key)),
      allowed: issue.message,
      code: "malformed",
    }));
  }

  #rule(issue: z.core.$ZodIssueCustom, path: ScenarioPath): Finding {
    const { allowed = "another value", code = "rule" } = (issue.params ?? {}) as Partial<RuleParams>;
    return {
      path,
      message: issue.message,
      found: describeFound(valueAt(this.#document, path)),
      allowed,
      code,
    };
  }

  #wrongWord(path: ScenarioPath, words: readonly string[]): Finding {
    const value = valueAt(this.#document, path);
    const finding = { ...this.#mismatch(path, "unknown-word"), allowed: listWords([...new Set(words)]) };
    return typeof value === "string" ? { ...finding, near: { written: value, words } } : finding;
  }

  /** A value that does not fit, or is not there. */
  #mismatch(path: ScenarioPath, code: string): Finding {
    const value = valueAt(this.#document, path);
    const { allowed } = schemaAt(this.#schema, this.#document, path);
    const name = path.at(-1);
    if (value === undefined && typeof name === "string")
      return { path, message: `${name} is missing`, found: "nothing", allowed, code: "missing" };
    return { path, message: "this value does not fit", found: describeFound(value), allowed, code };
  }
}

/** The words that a union's discriminator may have. zod puts them into the issue, but not into its type. */
function discriminatorWords(issue: z.core.$ZodIssueInvalidUnion): string[] {
  const { options = [] } = issue as { options?: readonly unknown[] };
  return options.map(String);
}
