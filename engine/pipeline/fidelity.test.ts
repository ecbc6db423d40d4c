import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FIDELITY, fidelityOf } from "./fidelity.ts";
import { NODE_CATALOGUE } from "./node-catalogue.ts";

/** The rows of the tables in docs/fidelity.md that say how near something is, by the heading above them. */
function documented(): Map<string, string[]> {
  const rows = new Map<string, string[]>();
  let heading = "";
  for (const line of readFileSync("docs/fidelity.md", "utf8").split("\n")) {
    heading = /^#+ (.*)$/u.exec(line)?.[1] ?? heading;
    const row = /^\| (.*?) \| (modelled|simplified|not modelled|real|assumed) \| ?(.*?) ?\|$/u.exec(line);
    if (row !== null) rows.set(heading, [...(rows.get(heading) ?? []), row.slice(1).join(" | ")]);
  }
  return rows;
}

describe("fidelity cards", () => {
  it("say what docs/fidelity.md says, word for word: change both", () => {
    const inDocs = documented();
    expect(FIDELITY.map(({ title }) => title).toSorted()).toEqual([...inDocs.keys()].toSorted());
    for (const { title, statements } of FIDELITY) {
      expect(
        statements.map((statement) => statement.join(" | ")),
        title,
      ).toEqual(inDocs.get(title));
    }
  });

  it.each(Object.values(NODE_CATALOGUE))(
    "a $title has one, which names what is not as in the real system",
    ({ kind }) => {
      const statements = fidelityOf(kind).flatMap((area) => area.statements);
      expect(statements.length).toBeGreaterThan(0);
      expect(statements.some(([, fidelity]) => fidelity !== "modelled")).toBe(true);
    },
  );

  it("every statement about a part of a pipeline is on some card", () => {
    const shown = new Set(
      Object.values(NODE_CATALOGUE).flatMap(({ kind }) =>
        fidelityOf(kind).flatMap(({ statements }) => statements.map(([part]) => part)),
      ),
    );
    for (const { title, statements } of FIDELITY) {
      if (title === "Time and chance") continue;
      for (const [part] of statements) expect(shown, `${title}: ${part}`).toContain(part);
    }
  });
});
