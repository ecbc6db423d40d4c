import type { ScenarioEdit } from "../scenario/plain-edit.ts";
import type { Finding } from "../scenario/problem.ts";

/** A change that would answer a remark: a title in the imperative, and edits of the document that are one step. */
export type SuggestedFix = { readonly title: string; readonly edits: readonly ScenarioEdit[] };

/** What a colleague would say in a design review. It never keeps a scenario from running: some of them show the mistake on purpose. */
export type ReviewRemark = Finding & {
  readonly fixes: readonly SuggestedFix[];
};
