type Exports = Readonly<Record<string, unknown>>;
type Instance = { readonly exports: Exports };
type Instantiated = (instance: Instance, module: object) => void;
type InstantiateWasm = (imports: object, instantiated: Instantiated) => unknown;
type WasmApi = { readonly Module: { imports(module: object): readonly { readonly name: string }[] } };

/** C++ names begin like this, by the Itanium ABI; what JavaScript calls has a name of C's. */
const MANGLED = /^_Z/u;

/** How Emscripten exports a function once more whose 64-bit arguments it has split: `orig$name$signature`. */
const UNSPLIT = /^orig\$(?<name>[^$]+)\$/u;

/**
 * Makes the bindings, not yet instantiated, hand Emscripten's glue only the exports that somebody uses. DuckDB-wasm 1.32 exports
 * 75,000 symbols for extensions to link with, and the glue makes an entry of the function table and a global of each, which is
 * two fifths of what a start takes in Node and a third of the JavaScript heap. No extension is ever loaded here.
 */
export function keepNeededExports(bindings: object): void {
  const instantiateWasm: InstantiateWasm = Reflect.get(bindings, "instantiateWasm");
  const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WasmApi };
  const slim: InstantiateWasm = (imports, instantiated) =>
    instantiateWasm.call(bindings, imports, ({ exports }, module) => {
      const imported = WebAssembly.Module.imports(module).map(({ name }) => name);
      instantiated({ exports: neededExports(exports, new Set(imported)) }, module);
    });
  Reflect.set(bindings, "instantiateWasm", slim);
}

/** The exports with names of C's, and those that the module itself imports again, by way of the glue. */
export function neededExports(exports: Exports, imported: ReadonlySet<string>): Exports {
  const needed: Record<string, unknown> = {};
  for (const name of Object.keys(exports)) {
    const symbol = UNSPLIT.exec(name)?.groups?.["name"] ?? name;
    if (!MANGLED.test(symbol) || imported.has(symbol)) needed[name] = exports[name];
  }
  return needed;
}
