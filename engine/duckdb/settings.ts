import type { PlanningCare } from "../lake/tables.ts";

/** Extensions are never fetched, errors come as JSON, and no checkpoint runs inside a commit, which it stalls for half a second. */
const OWN_SETTINGS: readonly string[] = [
  "autoinstall_known_extensions = false",
  "autoload_known_extensions = false",
  "errors_as_json = true",
  "checkpoint_threshold = '1TB'",
];

/**
 * DuckDB's own defaults, set all the same. It asks for them at every expression that it plans or starts to compute, finds a
 * setting that was set in a map, and reads the default of one that was not from text again: 5 % of a micro-batch (DuckDB 1.4.3).
 */
export const OFTEN_ASKED: readonly string[] = [
  "debug_verify_vector = 'none'",
  "default_collation = ''",
  "default_null_order = 'nulls_last'",
  "default_order = 'ascending'",
  "dynamic_or_filter_threshold = 50",
  "ieee_floating_point_ops = true",
  "integer_division = false",
  "old_implicit_casting = false",
  "prefer_range_joins = false",
  "preserve_insertion_order = true",
];

/** What every database starts with, as statements. */
export const SETTINGS = [...OWN_SETTINGS, ...OFTEN_ASKED].map((setting) => `set ${setting}`).join("; ");

/**
 * Optimizers that take longer over a statement of some thousand rows than they save it. Not those that rewrite expressions, slow as
 * they are: `i + 1 > 5` overflows at the largest integer, what they make of it does not.
 */
const SLOW_OPTIMIZERS = ["column_lifetime", "common_subexpressions", "duplicate_groups", "statistics_propagation"].join(
  ",",
);

/** How statements are planned from now on. */
export function planningSql(care: PlanningCare): string {
  return `set disabled_optimizers = '${care === "quick" ? SLOW_OPTIMIZERS : ""}'`;
}
