import { readdirSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const ENGINE = fileURLToPath(new URL("../", import.meta.url));

let made: ts.Program | undefined;

/**
 * Every function, method and getter of engine/log that the conformance adapters use, themselves or through another of them:
 * `kafka/murmur2.ts murmur2`, `kafka/leader-epoch-cache.ts LeaderEpochCache.assign`. Sorted.
 */
export function exercisedFunctions(): readonly string[] {
  const program = makeProgram();
  const checker = program.getTypeChecker();
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    for (const declaration of declarationsOf(node, checker)) {
      const name = nameInLog(declaration);
      const body = bodyOf(declaration);
      if (body === undefined || name === undefined || found.has(name)) continue;
      found.add(name);
      visit(body);
    }
    ts.forEachChild(node, visit);
  };
  for (const adapter of adapters()) visit(sourceOf(program, adapter));
  return [...found].sort();
}

/** Where the engine uses one of these functions, outside the adapters and these functions themselves: `world/world.ts uses ...`. */
export function usesOutside(names: readonly string[]): readonly string[] {
  const program = makeProgram();
  const checker = program.getTypeChecker();
  const uses = new Set<string>();
  for (const source of program.getSourceFiles()) {
    const file = relative(ENGINE, source.fileName);
    if (file.startsWith("..") || file.startsWith("conformance/")) continue;
    const visit = (node: ts.Node): void => {
      if (isDeclaration(node) && names.includes(nameInLog(node) ?? "")) return;
      for (const declaration of declarationsOf(node, checker)) {
        const name = nameInLog(declaration);
        if (name !== undefined && names.includes(name)) uses.add(`${file} uses ${name}`);
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return [...uses].sort();
}

function adapters(): readonly string[] {
  const folder = `${ENGINE}conformance/`;
  return readdirSync(folder)
    .filter((name) => name.endsWith("-cases.ts"))
    .map((name) => folder + name);
}

/** The adapters and the whole engine core, once for all questions. */
function makeProgram(): ts.Program {
  made ??= ts.createProgram([...adapters(), `${ENGINE}world/world.ts`], {
    allowImportingTsExtensions: true,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    noEmit: true,
    skipLibCheck: true,
    strict: true,
    target: ts.ScriptTarget.ES2023,
    types: [],
  });
  return made;
}

function sourceOf(program: ts.Program, file: string): ts.SourceFile {
  const source = program.getSourceFile(file);
  if (source === undefined) throw new Error(`${file} is not there`);
  return source;
}

/** What a name stands for, behind any import. */
function declarationsOf(node: ts.Node, checker: ts.TypeChecker): readonly ts.Declaration[] {
  if (!ts.isIdentifier(node) && !ts.isPrivateIdentifier(node)) return [];
  const symbol = checker.getSymbolAtLocation(node);
  if (symbol === undefined) return [];
  const isImport = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
  return (isImport ? checker.getAliasedSymbol(symbol) : symbol).declarations ?? [];
}

type WithBody = ts.FunctionDeclaration | ts.MethodDeclaration | ts.GetAccessorDeclaration;

function isDeclaration(node: ts.Node): node is WithBody {
  return ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isGetAccessorDeclaration(node);
}

function bodyOf(declaration: ts.Declaration): ts.Block | undefined {
  return isDeclaration(declaration) ? declaration.body : undefined;
}

/** A declaration's name with its file and class; undefined outside engine/log. */
function nameInLog(declaration: ts.Declaration): string | undefined {
  const file = relative(`${ENGINE}log`, declaration.getSourceFile().fileName);
  if (file.startsWith("..")) return undefined;
  const name = ts.getNameOfDeclaration(declaration)?.getText() ?? "";
  const owner = ts.isClassDeclaration(declaration.parent) ? `${declaration.parent.name?.getText() ?? ""}.` : "";
  return `${file} ${owner}${name}`;
}
