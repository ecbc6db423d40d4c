// @ts-check
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import ts from "typescript";
import { listFiles } from "./list-files.mjs";

/**
 * Bans that the linter cannot express, found in the syntax tree alone. Each message names the cure.
 *
 * @typedef {{ file: string, line: number, message: string }} Finding
 * @typedef {{ file: string, isCore: boolean, isTest: boolean, isProtocol: boolean }} Place
 * @typedef {(node: ts.Node, place: Place) => string | undefined} Ban
 */

const runtimeRooms = /^engine\/(duckdb|dataset|export|port|worker|testing)\//u;
const vagueNames = /^(utils?|helpers?|misc|common|index)\.[a-z.]+$/u;
const unrunTests = new Set(["skip", "only", "todo", "skipIf", "runIf", "fails", "fixme"]);
const testFunctions = new Set(["describe", "it", "test", "suite", "bench"]);

/** @type {readonly Ban[]} */
const bans = [
  function powerOperator(node, { isCore }) {
    if (!isCore || !ts.isBinaryExpression(node)) return undefined;
    const { kind } = node.operatorToken;
    if (kind !== ts.SyntaxKind.AsteriskAsteriskToken && kind !== ts.SyntaxKind.AsteriskAsteriskEqualsToken)
      return undefined;
    // A power of two is exact everywhere, if its exponent is whole: a number, a CONSTANT, or a sum of them.
    if (node.left.getText() === "2" && /^[\dA-Z_+\-() ]+$/u.test(node.right.getText())) return undefined;
    return "The bits of ** differ between machines: multiply, or use pow of engine/base/numeric.ts.";
  },
  function mathAsValue(node, { isCore }) {
    if (!isCore || !ts.isIdentifier(node) || node.text !== "Math") return undefined;
    const { parent } = node;
    const isMember = ts.isPropertyAccessExpression(parent) && parent.expression === node;
    const isDestructured = ts.isVariableDeclaration(parent) && ts.isObjectBindingPattern(parent.name);
    return isMember || isDestructured
      ? undefined
      : "Math passed on as a value hides which function is called: write Math.floor and so on.";
  },
  function asyncInCore(node, { isCore }) {
    if (!isCore) return undefined;
    const isAsync = ts.canHaveModifiers(node) && node.modifiers?.some((m) => m.kind === ts.SyntaxKind.AsyncKeyword);
    return isAsync || ts.isAwaitExpression(node)
      ? "The core is synchronous: nothing may interleave. Await in a shell."
      : undefined;
  },
  function dynamicImport(node, { isCore }) {
    const isCall = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
    return isCore && isCall ? "The core imports at the top of the file, where the import table sees it." : undefined;
  },
  function importedType(node) {
    return ts.isImportTypeNode(node)
      ? "Write `import type` at the top of the file, where a reader sees it."
      : undefined;
  },
  function unrunTest(node, { isTest }) {
    if (!isTest || !ts.isPropertyAccessExpression(node) || !unrunTests.has(node.name.text)) return undefined;
    if (!testFunctions.has(rootName(node))) return undefined;
    return `A test runs or is deleted: remove .${node.name.text}.`;
  },
  function openSwitch(node) {
    if (!ts.isSwitchStatement(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
    const rest = node.caseBlock.clauses.find(ts.isDefaultClause);
    const isClosed = rest === undefined || rest.getText().includes("assertNever(");
    if (node.expression.name.text !== "kind" || isClosed) return undefined;
    return "A new kind would fall into this default unseen: name every kind, and end in assertNever of engine/base/assert.ts.";
  },
  function swallowedError(node) {
    if (!ts.isCatchClause(node) || node.block.statements.length > 0) return undefined;
    return node.block.getFullText().includes("//")
      ? undefined
      : "Swallow nothing: handle the error, or say in a comment why nothing is lost.";
  },
  function codeInProtocol(node, { isProtocol }) {
    if (!isProtocol || node.parent === undefined || !ts.isSourceFile(node.parent)) return undefined;
    const isType = ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isExportDeclaration(node);
    // A constant, such as the version of a message's form, is data.
    const isConstant =
      ts.isVariableStatement(node) &&
      node.declarationList.declarations.every(
        ({ initializer }) => initializer !== undefined && ts.isLiteralExpression(initializer),
      );
    const isTypeImport = ts.isImportDeclaration(node) && node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
    return isType || isTypeImport || isConstant || node.kind === ts.SyntaxKind.EndOfFileToken
      ? undefined
      : "engine/protocol holds types only: move the code to the room that runs it.";
  },
];

/** The name at the left end of `describe.concurrent.skip`. @param {ts.Expression} expression @returns {string} */
function rootName(expression) {
  if (ts.isPropertyAccessExpression(expression) || ts.isCallExpression(expression))
    return rootName(expression.expression);
  return ts.isIdentifier(expression) ? expression.text : "";
}

/** @param {string} root @param {string} file @returns {Finding[]} */
function findInFile(root, file) {
  const text = readFileSync(join(root, file), "utf8");
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
  const isTest = file.endsWith(".test.ts");
  const place = {
    file,
    isTest,
    isCore: file.startsWith("engine/") && !isTest && !runtimeRooms.test(file),
    isProtocol: file.startsWith("engine/protocol/") && !isTest,
  };
  /** @type {Finding[]} */
  const findings = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    for (const ban of bans) {
      const message = ban(node, place);
      if (message === undefined) continue;
      findings.push({ file, line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1, message });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  if (vagueNames.test(basename(file)))
    findings.push({ file, line: 1, message: "Name the file for its one subject: no barrels, no utils." });
  return findings;
}

/** Every banned construct under `root`. @param {string} root */
export function findBannedCode(root) {
  const files = listFiles(root, /\.(ts|tsx|mjs)$/u);
  return { checked: files.length, findings: files.flatMap((file) => findInFile(root, file)) };
}
