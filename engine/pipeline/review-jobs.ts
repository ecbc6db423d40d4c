import { type DurationUs, formatDuration, SECOND } from "../base/time.ts";
import { LIMITS } from "../scenario/limits.ts";
import type { MicroBatchNode, Scenario, SourceNode } from "../scenario/scenario.ts";
import type { ReviewRemark } from "./review-remark.ts";
import { type Placed, ReviewScope } from "./review-scope.ts";

/** Remarks on jobs and on what is promised of their tables. */
export function reviewJobs(scenario: Scenario): readonly ReviewRemark[] {
  const scope = new ReviewScope(scenario);
  return [
    ...scope
      .ofKind("micro-batch")
      .flatMap((job) => [
        ...reviewCores(scope, job),
        ...reviewRateLimit(scope, job),
        ...reviewStart(job),
        ...reviewDataLoss(scope, job),
      ]),
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

/** One batch a trigger, and no more than the limit in it: what arrives faster waits. */
function reviewRateLimit(scope: ReviewScope, { node, index }: Placed<MicroBatchNode>): ReviewRemark[] {
  const { trigger } = node;
  const most = node.options.maxOffsetsPerTrigger;
  if (most === undefined || trigger === "available-now" || trigger === 0) return [];
  const sources = scope.above(node.id, "source");
  const perSecond = sources.reduce((sum, source) => sum + steadyRate(scope.scenario, source), 0);
  const perTrigger = Math.ceil((perSecond * trigger) / SECOND);
  if (most >= perTrigger) return [];
  const path = ["pipeline", "nodes", index, "options", "maxOffsetsPerTrigger"];
  const wanted = 2 * perTrigger;
  return [
    {
      path,
      message: `about ${perTrigger} records arrive from one trigger to the next, and a batch takes ${most}: the lag grows as long as that goes on`,
      found: String(most),
      allowed: `well above ${perTrigger}, so that a backlog can be worked off; or a shorter trigger`,
      code: "review-rate-limit",
      fixes:
        wanted > LIMITS.records
          ? []
          : [{ title: `Set maxOffsetsPerTrigger to ${wanted}`, edits: [{ path, value: wanted }] }],
    },
  ];
}

/** Records a second that a generator sends in the long run; 0 where the scenario does not tell. */
function steadyRate({ workload }: Scenario, source: SourceNode): number {
  const sent = workload[source.workload];
  if (sent?.kind !== "generator") return 0;
  switch (sent.rate.kind) {
    case "constant":
      return sent.rate.perSecond;
    case "ramp":
      return sent.rate.to;
    case "diurnal":
      return sent.rate.mean;
    case "spike":
      return sent.rate.base;
  }
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
    if (!("table" in slo)) return [];
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
