import { BROWSER_RUNTIME, createDuckDB, DuckDBBindingsBase, VoidLogger } from "@duckdb/duckdb-wasm/blocking";
import wasmUrl from "@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url";
import { assert } from "../base/assert.ts";
import { bootDuckDb } from "../duckdb/boot.ts";
import type { DuckDbTables } from "../duckdb/duckdb-tables.ts";

/** Starts DuckDB in a worker, from the wasm file that the bundle brings along. */
export function bootWorkerTables(): Promise<DuckDbTables> {
  const wasm = { mainModule: new URL(wasmUrl, self.location.href).href, mainWorker: "" };
  return bootDuckDb({ createBindings: () => createBindings(wasm) });
}

async function createBindings(wasm: {
  readonly mainModule: string;
  readonly mainWorker: string;
}): Promise<DuckDBBindingsBase> {
  const bindings = await createDuckDB({ mvp: wasm, eh: wasm }, new VoidLogger(), BROWSER_RUNTIME);
  assert(bindings instanceof DuckDBBindingsBase, "duckdb-wasm's bindings are its own class");
  return bindings;
}
