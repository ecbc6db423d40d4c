import { type DurationUs, formatDuration } from "../base/time.ts";
import type { MicroBatchNode, Scenario } from "../scenario/scenario.ts";
import type { ReviewRemark } from "./review-remark.ts";
import { type Placed, ReviewScope } from "./review-scope.ts";

/** Remarks on jobs and on what is promised of their tables. */
export function reviewJobs(scenario: Scenario): readonly ReviewRemark[] {
  const scope = new ReviewScope(scenario);
  return [
    ...scope
      .ofKind("micro-batch")
      .flatMap((job) => [...reviewCores(scope, job), ...reviewStart(job), ...reviewDataLoss(scope, job)]),
    ...reviewFreshness(scope),
  ];
}

function reviewCores(scope: ReviewScope, { node, index }: Placed<MicroBatchNode>): ReviewRemark[] {
  const topic = scope.topicOf(node);
  const { executors, coresPerExecutor } = node.cluster;
  const cores = executors * coresPerExecutor;
  if (topic === undefined || cores <= topic.partitions) return [];
  const topicIndex = scope.scenario.pipeline.nodes.indexOf(topic);
  return [
    {
      path: ["pipeline", "nodes", index, "cluster"],
      message: `${cores - topic.partitions} of ${cores} cores never get a task: a batch reads each partition of ${topic.id} with one task`,
      found: `${cores} cores`,
      allowed: `at most ${topic.partitions} cores, or more partitions`,
      code: "review-idle-cores",
      fixes: [
        {
          title: `Give ${topic.id} ${cores} partitions`,
          edits: [{ path: ["pipeline", "nodes", topicIndex, "partitions"], value: cores }],
        },
      ],
    },
  ];
}

function reviewStart({ node, index }: Placed<MicroBatchNode>): ReviewRemark[] {
  if (node.options.startingOffsets !== "latest" || node.startAt === 0) return [];
  const path = ["pipeline", "nodes", index, "options", "startingOffsets"];
  return [
    {
      path,
      message: `the query starts after ${formatDuration(node.startAt)} at the end of the topic: what came before is never read`,
      found: "latest",
      allowed: "earliest, unless skipping them is meant",
      code: "review-starting-offsets",
      fixes: [{ title: "Set startingOffsets to earliest", edits: [{ path, value: "earliest" }] }],
    },
  ];
}

function reviewDataLoss(scope: ReviewScope, { node, index }: Placed<MicroBatchNode>): ReviewRemark[] {
  const money = scope.moneyBelow(node.id);
  if (node.options.failOnDataLoss || money === undefined) return [];
  const path = ["pipeline", "nodes", index, "options", "failOnDataLoss"];
  return [
    {
      path,
      message: `offsets that are gone are skipped without a word, and ${money.id} counts money`,
      found: "false",
      allowed: "true, so that somebody decides",
      code: "review-data-loss",
      fixes: [{ title: "Turn failOnDataLoss on", edits: [{ path, value: true }] }],
    },
  ];
}

/** A table cannot be fresher than its job's trigger lets it: just before a commit its newest row is at least one trigger old. */
function reviewFreshness(scope: ReviewScope): ReviewRemark[] {
  return scope.scenario.slos.flatMap((slo, index) => {
    if (slo.metric === "lag-records") return [];
    const [job] = scope.above(slo.table, "micro-batch");
    if (job === undefined || job.trigger === "available-now" || job.trigger < slo.max) return [];
    const jobIndex = scope.scenario.pipeline.nodes.indexOf(job);
    const wanted = formatDuration(Math.max(1, Math.floor(slo.max / 2)) as DurationUs);
    return [
      {
        path: ["slos", index, "max"],
        message: `${slo.table} cannot keep this: ${job.id} starts a batch every ${formatDuration(job.trigger)} only`,
        found: formatDuration(slo.max),
        allowed: `more than the trigger and a batch's duration, or a shorter trigger`,
        code: "review-freshness",
        fixes: [
          {
            title: `Set the trigger of ${job.id} to ${wanted}`,
            edits: [{ path: ["pipeline", "nodes", jobIndex, "trigger"], value: wanted }],
          },
        ],
      },
    ];
  });
}
