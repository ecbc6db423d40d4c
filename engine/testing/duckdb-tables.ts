import { createRequire } from "node:module";
import type * as NodeBlocking from "@duckdb/duckdb-wasm/blocking";
import { bootDuckDb } from "../duckdb/boot.ts";
import type { DuckDbTables } from "../duckdb/duckdb-tables.ts";

const require = createRequire(import.meta.url);

let booting: Promise<DuckDbTables> | undefined;

/** An empty database; the instance is one for the whole test process and is wiped at every call. */
export async function freshDuckDbTables(): Promise<DuckDbTables> {
  booting ??= boot();
  const tables = await booting;
  tables.reset();
  return tables;
}

function boot(): Promise<DuckDbTables> {
  const blocking = require("@duckdb/duckdb-wasm/dist/duckdb-node-blocking.cjs") as typeof NodeBlocking;
  const wasm = { mainModule: require.resolve("@duckdb/duckdb-wasm/dist/duckdb-eh.wasm"), mainWorker: "" };
  return bootDuckDb({
    createBindings: () =>
      blocking.createDuckDB({ mvp: wasm, eh: wasm }, new blocking.VoidLogger(), blocking.NODE_RUNTIME),
  });
}
