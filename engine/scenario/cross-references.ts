import { checkChaos } from "./fault-references.ts";
import { LIMITS } from "./limits.ts";
import type { Outline, OutlineNode } from "./outline.ts";
import { describeFound, type Finding, type ScenarioPath, shorten } from "./problem.ts";
import { brokerCount, KAFKA, mustBeginInTime, mustBeOneOf, mustBeReader, WRITTEN_KINDS } from "./references.ts";

const TABLE_KINDS = ["bronze", "silver", "gold", "dead-letter", "reference"] as const;

/** Everything in a document that names something which is not there, is there twice, or does not fit what it names. */
export function checkReferences(outline: Outline): Finding[] {
  return [
    ...checkNodeIds(outline),
    ...checkEdges(outline),
    ...checkSources(outline),
    ...checkDatasets(outline),
    ...checkRejects(outline),
    ...checkReplication(outline),
    ...checkStarts(outline),
    ...checkChaos(outline),
    ...checkSlos(outline),
    ...checkExpectations(outline),
    ...checkQuestions(outline),
    ...checkLayout(outline),
  ];
}

function duplicate(path: ScenarioPath, message: string, found: string, allowed: string): Finding {
  return { path, message, found: describeFound(found), allowed, code: "duplicate" };
}

function checkNodeIds(outline: Outline): Finding[] {
  const findings: Finding[] = [];
  const ids = new Set<string>();
  const names = new Map<string, OutlineNode>();
  for (const node of outline.nodes) {
    const path = [...node.path, "id"];
    if (ids.has(node.id))
      findings.push(duplicate(path, `two nodes are called ${shorten(node.id)}`, node.id, "each id once"));
    else if (isTable(node)) {
      const name = node.id.slice(node.id.indexOf(".") + 1);
      const first = names.get(name);
      if (first === undefined) names.set(name, node);
      else
        findings.push(
          duplicate(
            path,
            `${shorten(first.id)} has the same name in another layer`,
            node.id,
            "a table name that no other layer has",
          ),
        );
    }
    ids.add(node.id);
  }
  return findings;
}

function isTable(node: OutlineNode): boolean {
  return TABLE_KINDS.some((kind) => kind === node.kind);
}

function checkEdges(outline: Outline): Finding[] {
  const ids = outline.nodes.map((node) => node.id);
  const seen = new Set<string>();
  return outline.edges.flatMap(({ from, to, path }) => {
    const findings = [from, ...(to === from ? [] : [to])].flatMap((end) =>
      mustBeOneOf(path, end, ids, "a node of this pipeline"),
    );
    if (from === to)
      findings.push({
        path,
        message: "a node cannot feed itself",
        found: describeFound(`${from} -> ${to}`),
        allowed: "two different nodes",
        code: "self-edge",
      });
    const text = `${from} -> ${to}`;
    if (seen.has(text)) findings.push(duplicate(path, "this edge stands here twice", text, "each edge once"));
    seen.add(text);
    return findings;
  });
}

function checkSources(outline: Outline): Finding[] {
  const workloads = outline.keys(["workload"]);
  const sources = outline.nodes.filter((node) => node.kind === "source");
  const findings = sources.flatMap((node) => {
    const path = [...node.path, "workload"];
    return mustBeOneOf(path, outline.text(path), workloads, "an entry under workload:");
  });
  const records = sources.reduce(
    (sum, node) => sum + (outline.whole(["workload", outline.text([...node.path, "workload"]) ?? "", "records"]) ?? 0),
    0,
  );
  if (records > LIMITS.records) {
    findings.push({
      path: ["workload"],
      part: "key",
      message: "all generators together send too many records",
      found: `${records} records`,
      allowed: `at most ${LIMITS.records} records in one run`,
      code: "too-large",
    });
  }
  return findings;
}

function checkDatasets(outline: Outline): Finding[] {
  const datasets = outline.keys(["datasets"]);
  const users = [
    ...outline.keys(["workload"]).map((name) => ["workload", name, "dataset"]),
    ...outline.nodes.filter((node) => node.kind === "reference").map((node) => [...node.path, "dataset"]),
  ];
  return users.flatMap((path) => mustBeOneOf(path, outline.text(path), datasets, "an entry under datasets:"));
}

function checkRejects(outline: Outline): Finding[] {
  const deadLetters = outline.idsOf("dead-letter");
  return outline.nodes.flatMap((node) => {
    const path = [...node.path, "rejects"];
    return node.kind === "silver" ? mustBeOneOf(path, outline.text(path), deadLetters, "a dead-letter node") : [];
  });
}

const MIN_ISR = "min.insync.replicas";

function checkReplication(outline: Outline): Finding[] {
  const brokers = brokerCount(outline);
  return outline.nodes.flatMap((node) => {
    if (node.kind !== "topic") return [];
    const factor = outline.whole([...node.path, "replicationFactor"]) ?? 1;
    const ownPath = [...node.path, "config", MIN_ISR];
    const own = outline.whole(ownPath);
    const minIsrPath = own === undefined ? [...KAFKA, "config", MIN_ISR] : ownPath;
    const minIsr = outline.whole(minIsrPath) ?? 1;
    const findings: Finding[] = [];
    if (factor > brokers) {
      const path = [...node.path, "replicationFactor"];
      findings.push({
        path,
        message: "there are fewer brokers than replicas",
        found: String(factor),
        allowed: `at most ${brokers}, the number of brokers`,
        code: "out-of-range",
      });
    }
    if (minIsr > factor) {
      const message = `${shorten(node.id)} would need more in-sync replicas than it has replicas`;
      findings.push({
        path: minIsrPath,
        message,
        found: String(minIsr),
        allowed: `at most ${factor}, its replicationFactor`,
        code: "out-of-range",
      });
    }
    return findings;
  });
}

const STARTERS: Readonly<Record<string, string>> = {
  "micro-batch": "the job",
  "consumer-group": "the group",
  "kcl-application": "the application",
};

function checkStarts(outline: Outline): Finding[] {
  return outline.nodes.flatMap(({ kind, path }) => {
    const who = STARTERS[kind];
    return who === undefined ? [] : mustBeginInTime(outline, [...path, "startAt"], `${who} would start`);
  });
}

function checkSlos(outline: Outline): Finding[] {
  return outline
    .list(["slos"])
    .flatMap((path) => [
      ...mustBeOneOf(
        [...path, "table"],
        outline.text([...path, "table"]),
        outline.idsOf(...WRITTEN_KINDS),
        "a table that a job writes",
      ),
      ...mustBeOneOf(
        [...path, "job"],
        outline.text([...path, "job"]),
        outline.idsOf("micro-batch"),
        "a micro-batch node",
      ),
      ...mustBeReader(outline, path),
    ]);
}

const CHECKED_KINDS: Readonly<Record<string, string>> = {
  "bronze-equals-log": "bronze",
  "silver-latest-per-key": "silver",
  "gold-equals-oracle": "gold",
};

function checkExpectations(outline: Outline): Finding[] {
  const seen = new Set<string>();
  return outline.list(["expectations"]).flatMap((path) => {
    const check = outline.text([...path, "check"]) ?? "";
    const table = outline.text([...path, "table"]);
    const job = outline.text([...path, "job"]);
    const group = outline.text([...path, "group"]);
    const kind = CHECKED_KINDS[check];
    const findings = [
      ...(kind === undefined ? [] : mustBeOneOf([...path, "table"], table, outline.idsOf(kind), `a ${kind} node`)),
      ...mustBeOneOf([...path, "job"], job, outline.idsOf("micro-batch"), "a micro-batch node"),
      ...mustBeReader(outline, path),
    ];
    const name = `${check} ${table ?? job ?? group ?? ""}`.trim();
    if (check !== "" && seen.has(name))
      findings.push(duplicate(path, "this check stands here twice", name, "each check of each table once"));
    seen.add(name);
    return findings;
  });
}

function checkQuestions(outline: Outline): Finding[] {
  const tables = outline.idsOf("silver", "gold");
  return outline
    .list(["questions"])
    .flatMap((path) =>
      mustBeOneOf([...path, "table"], outline.text([...path, "table"]), tables, "a silver or gold node"),
    );
}

function checkLayout(outline: Outline): Finding[] {
  const ids = outline.nodes.map((node) => node.id);
  return outline.keys(["layout"]).flatMap((id) =>
    mustBeOneOf(["layout", id], id, ids, "a node of this pipeline").map((finding) => ({
      ...finding,
      part: "key" as const,
    })),
  );
}
