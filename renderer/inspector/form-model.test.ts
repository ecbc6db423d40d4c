import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assert, assertDefined } from "../../engine/base/assert.ts";
import { readDrawing } from "../../engine/scenario/drawing.ts";
import { applyEdits } from "../../engine/scenario/edit-scenario.ts";
import { parseScenario } from "../../engine/scenario/parse-scenario.ts";
import { isSame } from "../../engine/scenario/plain-edit.ts";
import { formatPath, type ScenarioPath } from "../../engine/scenario/problem.ts";
import { nodeKinds } from "../../engine/scenario/scenario-schema.ts";
import { valueAt } from "../../engine/scenario/schema-walk.ts";
import type { PlainValue } from "../../engine/scenario/yaml-render.ts";
import { type FormField, fieldOf, fieldsOf, initialOf } from "./form-model.ts";
import { readField, resetField, setField, textOfValue, valueOfText } from "./form-values.ts";
import { memberOf, type SchemaNode, scenarioNode, schemaBelow } from "./json-schema-node.ts";

const demo = readFileSync("scenarios/flights-broker-crash.scenario.yaml", "utf8");

const nodeSchema = (kind: string): SchemaNode =>
  assertDefined(memberOf(schemaBelow(scenarioNode(), "pipeline", "nodes", "[]"), "kind", kind), `a schema of ${kind}`);

/** Every setting below a schema with the way to it, unions by each of their members; lists and records by their entries' forms. */
function leaves(schema: SchemaNode, at: ScenarioPath = []): { field: FormField; at: ScenarioPath }[] {
  return fieldsOf(schema).flatMap((field) => {
    const path = [...at, field.key];
    return field.kind === "section" ? leaves(field.schema, path) : [{ field, at: path }];
  });
}

function fieldIn(schema: SchemaNode, ...path: string[]): FormField {
  return assertDefined(leaves(schema).find(({ at }) => isSame(at, path))?.field, `a field ${path.join(".")}`);
}

describe("a form made from the schema", () => {
  it.each(nodeKinds())("has a control for every setting of a %s, with its real key and a definition", (kind) => {
    const found = leaves(nodeSchema(kind));
    expect(found.length).toBeGreaterThan(1);
    for (const { field } of found) {
      expect(field.key).not.toBe("");
      expect(field.definition, field.key).toMatch(/\w.*[.:]/u);
      expect(field.definition).not.toContain("Unit:");
    }
  });

  it("has a form for every fault, promise, expectation and workload, told apart by their words", () => {
    const words = (...steps: string[]) => {
      const field = fieldOf("", schemaBelow(scenarioNode(), ...steps), true);
      assert(field.kind === "union", `${steps.join(".")} is a union`);
      for (const { schema } of field.options) expect(leaves(schema).length).toBeGreaterThan(0);
      return field.options.map(({ word }) => word);
    };
    expect(words("chaos", "[]")).toEqual(expect.arrayContaining(["broker-crash", "driver-crash", "slow-link"]));
    expect(words("slos", "[]")).toContain("lag-records");
    expect(words("expectations", "[]")).toContain("gold-equals-oracle");
    expect(words("workload", "{}")).toEqual(["dataset", "generator"]);
  });

  it("gives each setting the control of its kind, its unit and its default", () => {
    const producer = nodeSchema("source");
    expect(fieldIn(producer, "producer", "linger.ms")).toMatchObject({
      kind: "number",
      isWhole: true,
      unit: "ms",
      standard: 5,
    });
    expect(fieldIn(producer, "producer", "enable.idempotence")).toMatchObject({ kind: "toggle" });
    const acks = fieldIn(producer, "producer", "acks");
    expect(acks).toMatchObject({ kind: "choice", choices: ["all", -1, 0, 1], standard: "all" });
    expect(fieldIn(nodeSchema("micro-batch"), "startAt").kind).toBe("duration");
    expect(fieldIn(nodeSchema("silver"), "sql").kind).toBe("sql");
    expect(fieldIn(nodeSchema("gold"), "groupBy")).toMatchObject({ kind: "words", isRequired: true });
    const trigger = fieldIn(nodeSchema("micro-batch"), "trigger");
    assert(trigger.kind === "alternative", "a trigger is a word or a span");
    expect(trigger.options.map(({ fits }) => fits("available-now"))).toEqual([true, true]);
    expect(trigger.options.map(({ fits }) => fits("10s"))).toEqual([false, true]);
  });

  it("begins a new entry of a list with something that the schema takes", () => {
    for (const list of ["slos", "expectations", "chaos", "questions"]) {
      const item = schemaBelow(scenarioNode(), list, "[]");
      for (const member of item.oneOf ?? [item]) {
        const text = applyEdits({ text: demo }, [{ path: [list], value: [initialOf(member)] }]);
        const problems = parseScenario(text);
        const own = problems.ok
          ? []
          : problems.error.filter(({ code }) => !["unknown-reference", "malformed", "rule"].includes(code));
        // Who fails, and which number a new broker gets, a person has to say.
        const open = ["broker missing", "chaos[0].broker out-of-range"];
        expect(
          own.map(({ path, code }) => `${path} ${code}`).filter((line) => !open.some((end) => line.endsWith(end))),
        ).toEqual([]);
      }
    }
  });
});

/** Values that a setting may have by its own schema alone, as a person would type or choose them. */
function textsFor(field: FormField): fc.Arbitrary<string> {
  if (field.kind === "number") {
    const max = Math.min(field.max ?? 1_000_000, 1_000_000_000);
    return fc.integer({ min: Math.ceil(field.min ?? 0), max }).map(String);
  }
  if (field.kind === "choice") return fc.constantFrom(...field.choices.map(textOfValue));
  if (field.kind === "toggle") return fc.constantFrom("true", "false");
  return fc.constantFrom("250ms", "1s", "1m30s", "2m", "500us");
}

function typed(field: FormField, text: string): PlainValue {
  if (field.kind === "choice")
    return assertDefined(
      field.choices.find((choice) => textOfValue(choice) === text),
      text,
    );
  return field.kind === "toggle" ? text === "true" : assertDefined(valueOfText(field, text), text);
}

describe("a change in a form", () => {
  const drawing = assertDefined(readDrawing(demo), "the demo can be drawn");
  const settings = drawing.nodes.flatMap(({ kind, index }) =>
    leaves(nodeSchema(kind))
      .filter(({ field }) => ["number", "duration", "choice", "toggle"].includes(field.kind) && field.key !== "kind")
      .map(({ field, at }) => ({ field, base: ["pipeline", "nodes", index] as ScenarioPath, at })),
  );

  it.each([20_261_127, 7])(
    "of any setting is what the file then says and what parses, and a reset takes it back (seed %i)",
    (seed) => {
      const anyChange = fc
        .constantFrom(...settings)
        .chain((setting) => textsFor(setting.field).map((text) => ({ ...setting, text })));
      fc.assert(
        fc.property(anyChange, ({ field, base, at, text }) => {
          const value = typed(field, text);
          const edited = applyEdits({ text: demo }, setField([base], at, value));
          const plain = assertDefined(readDrawing(edited), "an edited file stays readable").plain;
          expect(readField(plain, [base], at)).toEqual({ kind: "set", value });
          const parsed = parseScenario(edited);
          // Rules between settings may refuse it, but never its form.
          const own = parsed.ok ? [] : parsed.error.filter(({ path }) => path === formatPath([...base, ...at]));
          expect(
            own.filter(({ code }) => ["wrong-type", "unknown-key", "unknown-word", "not-a-duration"].includes(code)),
          ).toEqual([]);
          const reset = applyEdits({ text: edited }, resetField([base], at));
          expect(valueAt(readDrawing(reset)?.plain, [...base, ...at])).toBeUndefined();
        }),
        { seed, numRuns: 120 },
      );
    },
  );

  it("of several nodes is made to each, and told apart where they differ", () => {
    const bases: ScenarioPath[] = [
      ["pipeline", "nodes", 7],
      ["pipeline", "nodes", 8],
    ];
    expect(readField(drawing.plain, bases, ["feed"])).toEqual({ kind: "set", value: "changes" });
    expect(readField(drawing.plain, bases, ["id"])).toEqual({ kind: "mixed" });
    expect(readField(drawing.plain, bases, ["money"])).toEqual({ kind: "unset" });
    const edited = readDrawing(applyEdits({ text: demo }, setField(bases, ["feed"], "full")));
    expect(bases.map((base) => valueAt(edited?.plain, [...base, "feed"]))).toEqual(["full", "full"]);
  });

  it("that is no number goes into the file as it is, for the parse door to say so", () => {
    expect(valueOfText({ kind: "number" }, "12")).toBe(12);
    expect(valueOfText({ kind: "number" }, "1_000")).toBe(1_000);
    expect(valueOfText({ kind: "number" }, "soon")).toBe("soon");
    expect(valueOfText({ kind: "number" }, "0x10")).toBe("0x10");
    expect(valueOfText({ kind: "duration" }, "  ")).toBeUndefined();
    expect(valueOfText({ kind: "text" }, " a ")).toBe(" a ");
  });
});
