import { expect, test } from "vitest";
import { tablesError } from "./sql-error.ts";

test("a trap of the wasm instance is no error of SQL: it ends the engine", () => {
  const trap = Object.assign(new Error("memory access out of bounds"), { name: "RuntimeError" });
  expect(() => tablesError(trap, "select 1")).toThrow(trap);
  expect(tablesError(new Error('{"exception_type":"Out of Memory","exception_message":"no room"}'), "")).toMatchObject({
    kind: "Out of Memory",
    message: "no room",
  });
});
