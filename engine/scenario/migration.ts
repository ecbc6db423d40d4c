import { err, ok, type Result } from "../base/result.ts";
import { describeFound, type Finding } from "./problem.ts";
import { SCENARIO_VERSION } from "./scenario-schema.ts";

/** A scenario document as plain values, before it is checked. */
export type PlainDocument = Readonly<Record<string, unknown>>;

/** Takes a document from version `from` to `from + 1`: a pure function on the plain values; it need not change `version`. */
export type Migration = { readonly from: number; readonly migrate: (document: PlainDocument) => PlainDocument };

/** Every change of form since version 1, oldest first. */
export const MIGRATIONS: readonly Migration[] = [];

/** A document at the wanted version, and the version in which it was written. */
export type Migrated = { readonly document: PlainDocument; readonly writtenIn: number };

/**
 * Brings a document to version `to`. A document without a whole number as its version is handed back as it is, for the
 * schema to refuse; one that is too new, or too old for the list, is refused here.
 */
export function migrateDocument(
  document: PlainDocument,
  migrations = MIGRATIONS,
  to: number = SCENARIO_VERSION,
): Result<Migrated, Finding> {
  const version = document["version"];
  if (typeof version !== "number" || !Number.isInteger(version)) return ok({ document, writtenIn: to });
  if (version > to)
    return err(
      versionFinding(
        version,
        `the file was written by a newer version of this program, which knows documents up to version ${to}`,
        to,
      ),
    );
  let current = document;
  for (let from = version; from < to; from++) {
    const step = migrations.find((migration) => migration.from === from);
    if (step === undefined)
      return err(versionFinding(version, `there is no way from document version ${from} to ${from + 1}`, to));
    current = { ...step.migrate(current), version: from + 1 };
  }
  return ok({ document: current, writtenIn: version });
}

function versionFinding(version: number, message: string, to: number): Finding {
  return {
    path: ["version"],
    message,
    found: describeFound(version),
    allowed: `version: ${to}`,
    code: "unknown-version",
  };
}
