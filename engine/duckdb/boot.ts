import type { DuckDBBindingsBase } from "@duckdb/duckdb-wasm/blocking";
import { type BlockingBindings, DuckDbTables, type TablesOptions } from "./duckdb-tables.ts";
import { HeapLimit } from "./heap-limit.ts";
import { keepNeededExports } from "./needed-exports.ts";
import { forbidDownloads } from "./offline-stub.ts";

/** How a host hands over duckdb-wasm, which it alone knows how to load. */
export type DuckDbHost = {
  /**
   * Makes the bindings, not yet instantiated: `createDuckDB` of `dist/duckdb-node-blocking.cjs` in Node, of
   * `dist/duckdb-browser-blocking.mjs` in a worker, with `duckdb-eh.wasm`.
   */
  readonly createBindings: () => Promise<BlockingBindings & Pick<DuckDBBindingsBase, "instantiate">>;
};

const DEFAULT_OPTIONS: TablesOptions = { memoryLimitMb: 2_000 };

/** Starts DuckDB, about half a second, and opens an empty lake in it. */
export async function bootDuckDb(host: DuckDbHost, options: TablesOptions = DEFAULT_OPTIONS): Promise<DuckDbTables> {
  const bindings = await host.createBindings();
  keepNeededExports(bindings);
  const heap = new HeapLimit();
  heap.watch(bindings);
  await bindings.instantiate(() => undefined);
  forbidDownloads();
  return new DuckDbTables(bindings, options, heap);
}
