// @ts-check
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "./bundles.mjs";

/** @type {{ scripts: { spillway: string } }} */
const { scripts } = JSON.parse(readFileSync(join(repositoryRoot, "package.json"), "utf8"));

/** What `npm run spillway` gives to node: V8's flags, and the launcher's path in the repository. */
export const commandLine = scripts.spillway.replace(/^exec node /u, "").split(" ");

/** V8's flags alone: for the same engine behind another entry. */
export const nodeFlags = commandLine.filter((arg) => arg.startsWith("--"));
