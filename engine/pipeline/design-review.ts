import type { Scenario } from "../scenario/scenario.ts";
import { reviewJobs } from "./review-jobs.ts";
import { reviewLog } from "./review-log.ts";
import type { ReviewRemark } from "./review-remark.ts";
import { reviewTables } from "./review-tables.ts";

/** Reads a valid scenario as somebody who has run such pipelines would, and says what would hurt. */
export function reviewDesign(scenario: Scenario): readonly ReviewRemark[] {
  return [...reviewLog(scenario), ...reviewJobs(scenario), ...reviewTables(scenario)];
}
