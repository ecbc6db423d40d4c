import type { BronzeNode, GoldNode, Scenario, SilverNode } from "../scenario/scenario.ts";
import type { ReviewRemark } from "./review-remark.ts";
import { type Placed, ReviewScope } from "./review-scope.ts";

/** Remarks on tables: what is written twice, what is counted twice, what nobody checks. */
export function reviewTables(scenario: Scenario): readonly ReviewRemark[] {
  const scope = new ReviewScope(scenario);
  return [
    ...scope.ofKind("bronze").flatMap((table) => reviewAppend(scope, table)),
    ...scope
      .ofKind("silver")
      .flatMap((table) => [...reviewAppend(scope, table), ...reviewMergeOrder(table), ...reviewGate(scope, table)]),
    ...scope
      .ofKind("gold")
      .flatMap((table) => [...reviewFeed(scope, table), ...reviewGoldSink(table), ...reviewProof(scope, table)]),
  ];
}

function reviewAppend(scope: ReviewScope, { node, index }: Placed<BronzeNode | SilverNode>): ReviewRemark[] {
  if (node.sink.mode !== "append" || node.sink.idempotent) return [];
  const gold = scope.below(node.id, "gold")[0];
  const path = ["pipeline", "nodes", index, "sink", "idempotent"];
  const effect = gold === undefined ? "" : `, and what feeds ${gold.id} is doubled with it`;
  return [
    {
      path,
      message: `a batch that runs again after a crash is appended twice${effect}`,
      found: "false",
      allowed: "true, so that a commit carries the query and the batch (txnAppId and txnVersion)",
      code: "review-append",
      fixes: [{ title: `Make the commits of ${node.id} idempotent`, edits: [{ path, value: true }] }],
    },
  ];
}

function reviewMergeOrder({ node, index }: Placed<SilverNode>): ReviewRemark[] {
  if (node.sink.mode !== "merge" || node.merge === undefined || node.merge.orderBy.length > 0) return [];
  return [
    {
      path: ["pipeline", "nodes", index, "merge", "orderBy"],
      message: "the version that arrives last wins, and a producer's retry can bring an old one last",
      found: "arrival",
      allowed: "columns of the data that say which version is newer, such as [event_time, offset]",
      code: "review-merge-order",
      fixes: [],
    },
  ];
}

function reviewGate(scope: ReviewScope, { node, index }: Placed<SilverNode>): ReviewRemark[] {
  if (node.quality.length > 0) return [];
  const poisoned = scope.above(node.id, "source").find(({ workload }) => {
    const sent = scope.scenario.workload[workload];
    return sent?.kind === "generator" && sent.poison.share > 0;
  });
  if (poisoned === undefined) return [];
  return [
    {
      path: ["pipeline", "nodes", index, "quality"],
      part: "key",
      message: `${poisoned.id} sends values that no parser takes, and nothing here keeps them out of ${node.id}`,
      found: "no quality rules",
      allowed: "a rule such as { reason: not_castable, require: id is not null }, and rejects: a dead-letter table",
      code: "review-no-gate",
      fixes: [],
    },
  ];
}

function reviewFeed(scope: ReviewScope, { node, index }: Placed<GoldNode>): ReviewRemark[] {
  const path = ["pipeline", "nodes", index, "feed"];
  const fixes = [{ title: "Set feed to changes", edits: [{ path, value: "changes" }] }];
  const remark = (message: string, code: string): ReviewRemark => ({
    path,
    message,
    found: node.feed,
    allowed: "changes, which computes the touched groups again from silver",
    code,
    fixes,
  });
  const merged = scope.above(node.id, "silver").find(({ sink }) => sink.mode === "merge");
  switch (node.feed) {
    case "changes":
      return [];
    case "full":
      return [
        remark("every batch computes the whole table again: its cost grows with the history", "review-feed-full"),
      ];
    case "batch":
    case "unseen":
      if (merged === undefined) return [];
      return [
        remark(
          `rows of ${merged.id} are updated, but a batch's rows are only added to the sums: an update is ${node.feed === "batch" ? "counted twice" : "not counted"}`,
          "review-feed-sums",
        ),
      ];
  }
}

function reviewGoldSink({ node, index }: Placed<GoldNode>): ReviewRemark[] {
  if (node.sink.idempotent || node.feed === "changes" || node.feed === "full") return [];
  const path = ["pipeline", "nodes", index, "sink", "idempotent"];
  return [
    {
      path,
      message: "a batch that runs again after a crash is added to the sums twice",
      found: "false",
      allowed: "true, so that a batch commits once",
      code: "review-gold-sums",
      fixes: [{ title: `Make the commits of ${node.id} idempotent`, edits: [{ path, value: true }] }],
    },
  ];
}

function reviewProof({ scenario }: ReviewScope, { node, index }: Placed<GoldNode>): ReviewRemark[] {
  const isProven = scenario.expectations.some(
    (expectation) =>
      expectation.check === "gold-equals-oracle" && (expectation.table === undefined || expectation.table === node.id),
  );
  if (node.money === undefined || isProven) return [];
  return [
    {
      path: ["pipeline", "nodes", index, "money"],
      part: "key",
      message: `${node.id} counts money, and no expectation holds it against the oracle`,
      found: `${scenario.expectations.length} expectations`,
      allowed: `an expectation gold-equals-oracle for ${node.id}`,
      code: "review-unproven-money",
      fixes: [
        {
          title: `Expect ${node.id} to equal the oracle`,
          edits: [
            {
              path: ["expectations", scenario.expectations.length],
              value: { check: "gold-equals-oracle", table: node.id, expect: "holds" },
            },
          ],
        },
      ],
    },
  ];
}
