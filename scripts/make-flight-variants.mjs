// @ts-check
/**
 * Writes the scenarios that do one thing wrong. Each is `flights-broker-crash` with a few lines changed, its own story on top and
 * the violation as its expectation: a check that cannot fail is caught by the first of them that it lets pass.
 *
 *   npm run variants
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = new URL("../scenarios/", import.meta.url);
const main = readFileSync(new URL("flights-broker-crash.scenario.yaml", folder), "utf8");

const crashes = /^chaos:\n(?: {2}- .*\n)+/m;
const promises = /^expectations:\n(?: {2}- .*\n)+/m;
const pace = /^ {4}replay: \{ speedup: 720 \}.*$/m;
const objectives = /^slos:\n(?: {2}- .*\n)+\n/m;

/** @typedef {readonly [from: string | RegExp, to: string]} Change */

/** @type {readonly { file: string, name: string, story: string[], chaos: string[], expect: string[], changes: Change[] }[]} */
const variants = [
  {
    file: "flights-append-sinks",
    name: "Flights, sinks that append: paid twice",
    story: [
      "What goes wrong when a batch runs twice into sinks that do not know it. The driver dies when every table has batch 31 but",
      "the commit log has not, so batch 31 runs again: bronze holds its records twice, and the vouchers are paid twice.",
    ],
    chaos: ["- { fault: driver-crash, job: job, at: { batch: 31, after: tables }, for: 30s }"],
    expect: [
      "- { check: no-duplicates, expect: violated }",
      "- { check: bronze-equals-log, expect: violated }",
      "- { check: gold-equals-oracle, table: gold.vouchers, expect: violated }",
      "- { check: acknowledged-records-kept, expect: holds }",
      "- { check: silver-latest-per-key, expect: holds }",
    ],
    changes: [
      [
        "sink: { mode: append, idempotent: true } # each commit carries (query, batch); a batch run again commits once",
        "sink: { mode: append, idempotent: false } # a plain append: a batch run again is there twice",
      ],
      [
        /feed: changes\n {6}money: (.*)\n {6}sink: \{ mode: merge, idempotent: true \}/,
        "feed: batch # adds what the batch brings, instead of computing the touched groups again\n      money: $1\n      sink: { mode: merge, idempotent: false }",
      ],
    ],
  },
  {
    file: "flights-unseen-rows",
    name: "Flights, gold fed from unseen rows: never paid",
    story: [
      "What goes wrong when gold takes only the rows that silver has not seen. The driver dies when silver has batch 31 and gold has",
      "not. Batch 31 runs again, but by then silver has seen all of it: its vouchers are never paid.",
    ],
    chaos: ["- { fault: driver-crash, job: job, at: { batch: 31, after: silver.flight }, for: 30s }"],
    expect: [
      "- { check: gold-equals-oracle, table: gold.vouchers, expect: violated }",
      "- { check: gold-equals-oracle, table: gold.airport_hour, expect: holds }",
      "- { check: no-duplicates, expect: holds }",
      "- { check: silver-latest-per-key, expect: holds }",
    ],
    changes: [
      [
        /feed: changes\n {6}money:/,
        "feed: unseen # adds only the batch's rows that are not in silver yet: none, when it runs again\n      money:",
      ],
    ],
  },
  {
    file: "flights-acks-1",
    name: "Flights, acks=1 and slow followers: acknowledged and lost",
    story: [
      "What goes wrong when the leader alone says that a record is safe. The followers are seconds behind when broker 2 is killed; a",
      "follower becomes leader without the last records, and the old leader cuts them off when it comes back.",
    ],
    chaos: [
      "- { fault: slow-follower, broker: 1, at: 3m50s, for: 30s, fetchDelay: 5s }",
      "- { fault: slow-follower, broker: 3, at: 3m50s, for: 30s, fetchDelay: 5s }",
      "- { fault: broker-crash, broker: 2, at: 4m, for: 2m }",
    ],
    expect: [
      "- { check: acknowledged-records-kept, expect: violated }",
      "- { check: silver-latest-per-key, expect: violated }",
      "- { check: gold-equals-oracle, table: gold.airport_hour, expect: violated }",
      "- { check: no-duplicates, expect: holds }",
      "- { check: bronze-equals-log, expect: holds }",
    ],
    changes: [
      [
        /producer: # Kafka 4 defaults.*\n {8}acks: all\n {8}enable.idempotence: true/,
        "producer:\n        acks: 1 # the leader answers when it has the record, whether or not anybody else does",
      ],
    ],
  },
  {
    file: "flights-power-loss",
    name: "Flights, every broker loses power: acknowledged and never on a disk",
    story: [
      "Acknowledged means replicated, not written to a disk. All three brokers lose power at the same instant, and what the",
      "operating system had not yet put on the disks is gone from all of them, acks=all or not.",
    ],
    chaos: ["- { fault: power-loss, brokers: [1, 2, 3], at: 4m20s, for: 1m }"],
    expect: [
      "- { check: acknowledged-records-kept, expect: violated }",
      "- { check: bronze-equals-log, expect: violated }",
      "- { check: progress-never-goes-back, expect: violated }",
    ],
    changes: [["failOnDataLoss: true", "failOnDataLoss: false"]],
  },
  {
    file: "flights-unclean-election",
    name: "Flights, unclean election: a leader that missed records",
    story: [
      "What goes wrong when availability is worth more than the records. Two followers fall out of the in-sync replicas, then the only",
      "broker that has everything is killed; a follower that missed a minute becomes leader, and that minute is gone.",
    ],
    chaos: [
      "- { fault: slow-follower, broker: 1, at: 2m, for: 150s, fetchDelay: 55s }",
      "- { fault: slow-follower, broker: 3, at: 2m, for: 150s, fetchDelay: 55s }",
      "- { fault: broker-crash, broker: 2, at: 4m, for: 2m }",
    ],
    expect: [
      "- { check: acknowledged-records-kept, expect: violated }",
      "- { check: gold-equals-oracle, table: gold.airport_hour, expect: violated }",
    ],
    changes: [
      [
        /min.insync.replicas: 2 #.*/,
        "min.insync.replicas: 1 # a leader that is alone may still say that a record is safe",
      ],
      [
        /unclean.leader.election.enable: false #.*/,
        "unclean.leader.election.enable: true # any replica is better than none",
      ],
      ["failOnDataLoss: true", "failOnDataLoss: false"],
    ],
  },
];

for (const { file, name, story, chaos, expect, changes } of variants) {
  let text = main
    .replace(
      /^# The main job[\s\S]*?^version/m,
      `# ${story.join("\n# ")}\n# Made from flights-broker-crash by scripts/make-flight-variants.mjs.\nversion`,
    )
    .replace(/^name: .*$/m, `name: ${JSON.stringify(name)}`)
    .replace(/^description: >-\n(?: {2}.*\n)+/m, `description: >-\n  ${story.join("\n  ")}\n`)
    .replace(crashes, `chaos:\n  ${chaos.join("\n  ")}\n`)
    .replace(promises, `expectations:\n  ${expect.join("\n  ")}\n`)
    .replace(objectives, "")
    .replace(pace, "$&\n    limit: 120000 # three and a half days are enough to show it");
  for (const [from, to] of changes) {
    const changed = text.replace(from, to);
    if (changed === text) throw new Error(`${file}: nothing matches ${from}`);
    text = changed;
  }
  writeFileSync(new URL(`${file}.scenario.yaml`, folder), text);
  process.stdout.write(`${fileURLToPath(new URL(`${file}.scenario.yaml`, folder))}\n`);
}
