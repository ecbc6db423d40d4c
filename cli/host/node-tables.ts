import { createRequire } from "node:module";
import type * as NodeBlocking from "@duckdb/duckdb-wasm/blocking";
import { bootDuckDb } from "../../engine/duckdb/boot.ts";
import type { DuckDbTables } from "../../engine/duckdb/duckdb-tables.ts";
import { EnvironmentError } from "../failure.ts";

const require = createRequire(import.meta.url);

/** Starts DuckDB in Node, from the installed package: the wasm and the glue code made for Node lie there. */
export async function bootNodeTables(): Promise<DuckDbTables> {
  const blocking = requireDuckDb();
  const wasm = { mainModule: require.resolve("@duckdb/duckdb-wasm/dist/duckdb-eh.wasm"), mainWorker: "" };
  return bootDuckDb({
    createBindings: () =>
      blocking.createDuckDB({ mvp: wasm, eh: wasm }, new blocking.VoidLogger(), blocking.NODE_RUNTIME),
  });
}

function requireDuckDb(): typeof NodeBlocking {
  try {
    return require("@duckdb/duckdb-wasm/dist/duckdb-node-blocking.cjs");
  } catch (error) {
    throw new EnvironmentError("the package @duckdb/duckdb-wasm cannot be loaded; run: npm ci", { cause: error });
  }
}
