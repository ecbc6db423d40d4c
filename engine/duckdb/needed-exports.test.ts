import { expect, test } from "vitest";
import { keepNeededExports, neededExports } from "./needed-exports.ts";

const exports = {
  malloc: 1,
  duckdb_web_open: 2,
  _ZN6duckdb5ValueC1Ev: 3,
  _ZN6duckdb8SinkDataEv: 4,
  orig$_ZN6duckdb5ValueC1Ev$vij: 5,
  orig$_ZN6duckdb8SinkDataEv$vij: 6,
  orig$strtoll$jiii: 7,
};

test("C's names stay, and of C++'s those that the module imports, split or not", () => {
  expect(neededExports(exports, new Set(["_ZN6duckdb8SinkDataEv", "memory"]))).toEqual({
    malloc: 1,
    duckdb_web_open: 2,
    _ZN6duckdb8SinkDataEv: 4,
    orig$_ZN6duckdb8SinkDataEv$vij: 6,
    orig$strtoll$jiii: 7,
  });
});

type Wasm = {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => object;
  readonly Global: new (type: object, value: number) => object;
};

test("the glue gets the needed exports of the instance, with its module", () => {
  const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: Wasm };
  // (module (import "GOT.func" "_Zb" (global (mut i32))) (memory 1) (export "a" "_Za" "_Zb" (memory 0)))
  const bytes = Uint8Array.of(
    ...[0, 97, 115, 109, 1, 0, 0, 0],
    ...[2, 17, 1, 8, 71, 79, 84, 46, 102, 117, 110, 99, 3, 95, 90, 98, 3, 127, 1],
    ...[5, 3, 1, 0, 1],
    ...[7, 17, 3, 1, 97, 2, 0, 3, 95, 90, 97, 2, 0, 3, 95, 90, 98, 2, 0],
  );
  const module = new WebAssembly.Module(bytes);
  const bindings = {
    instantiateWasm(imports: object, instantiated: (...made: readonly unknown[]) => void): void {
      instantiated(new WebAssembly.Instance(module, imports), module);
    },
  };
  keepNeededExports(bindings);
  const made: unknown[] = [];
  const zero = new WebAssembly.Global({ value: "i32", mutable: true }, 0);
  bindings.instantiateWasm({ "GOT.func": { _Zb: zero } }, (...both) => made.push(...both));
  const [{ exports: kept }, ofModule] = made as [{ exports: object }, object];
  expect(Object.keys(kept)).toEqual(["a", "_Zb"]);
  expect(ofModule).toBe(module);
});
