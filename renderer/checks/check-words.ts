import type { CheckName } from "../../engine/scenario/scenario.ts";

/** By check: its name for people, and what it proves. */
export const CHECK_WORDS: Readonly<Record<CheckName, { readonly title: string; readonly meaning: string }>> = {
  "acknowledged-records-kept": {
    title: "Acknowledged records kept",
    meaning: "Every record that its producer was told is safe is in the log.",
  },
  "no-duplicates": { title: "No duplicates", meaning: "No record is twice in bronze." },
  "bronze-equals-log": {
    title: "Bronze equals log",
    meaning: "Bronze holds exactly the records of the committed offset ranges, each once.",
  },
  "silver-latest-per-key": {
    title: "Silver has the latest per key",
    meaning: "Silver has one row for each key, and it is the latest.",
  },
  "gold-equals-oracle": {
    title: "Gold equals oracle",
    meaning: "Gold equals the same SQL, run once over the records that should have arrived.",
  },
  "every-record-processed": {
    title: "Every record processed",
    meaning:
      "Every record that its producer was told is safe has been processed by the group, or went to its dead letters.",
  },
  "processed-once": { title: "Processed once", meaning: "The group has processed no record twice." },
  "key-order-kept": {
    title: "Key order kept",
    meaning: "Records of one key lie in the log in the order in which they were sent.",
  },
  "progress-never-goes-back": {
    title: "Progress never goes back",
    meaning: "Committed offsets and table versions only grow.",
  },
  "query-survives": { title: "Query survives", meaning: "No exception ends the query of a job." },
};
