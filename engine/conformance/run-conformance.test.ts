import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CaseOutcome } from "./case-outcome.ts";
import { runConformanceFile } from "./run-conformance.ts";

const SEED = 4_711;

/** Runs one case of a file; its outcome. */
function runCase(name: string, item: Record<string, unknown>): CaseOutcome {
  const [outcome] = runConformanceFile({ name, cases: [{ id: "a-case", ...item }] }).cases;
  return outcome as CaseOutcome;
}

const PARTITION = { replicas: [2, 1, 3], isr: [2, 1, 3], leader: 1, minIsr: 2, acceptableBrokers: [1, 2, 4] };
const LEADER_LOG = {
  epochEntries: [
    [0, 0],
    [2, 5],
  ],
  logEndOffset: 9,
  leaderEpoch: 3,
  logStartOffset: 0,
};
const append = (firstSeq: number, lastSeq: number, more: object = {}) => ({
  op: "append",
  pid: 7,
  epoch: 0,
  firstSeq,
  lastSeq,
  ...more,
});

/** One case per adapter, right in every respect. */
const RIGHT: readonly {
  readonly file: string;
  readonly item: { readonly input: object; readonly expected: object; readonly kind?: string };
}[] = [
  { file: "murmur2", item: { input: { utf8: "abc" }, expected: { int32: 479470107, toPositive: 479470107 } } },
  { file: "murmur2", item: { input: { utf8: "21", numPartitions: [3, 7] }, expected: { partition: [0, 3] } } },
  {
    file: "murmur2",
    item: {
      input: {
        description: "for len 0..20, 3 times each: fill from one shared SplittableRandom(seed 0)",
        splittableRandom: { gamma: "0x9e3779b97f4a7c15" },
        numHashes: 63,
      },
      expected: { numHashes: 63, checksumHex: "0x1b6c51a1b4" },
    },
  },
  {
    file: "partitioner",
    item: {
      input: { availablePartitions: [0, 1, 2], stickyBatchSizeBytes: 4, appendBytes: [2, 1, 1, 4] },
      expected: { partitions: [0, 0, 0, 1], samePartitionForFirst: 3, switchAfterRecord: 3 },
    },
  },
  {
    file: "partitioner",
    item: {
      input: { queueSizes: [0, 3, 1], stickyBatchSizeBytes: 1, cycles: 2 },
      expected: { cumulativeFrequencyTable: [4, 5, 8], frequenciesPerCycle: [4, 1, 3], frequenciesTotal: [8, 2, 6] },
    },
  },
  {
    file: "partitioner",
    item: {
      input: { partitioner: "consistent (crc32)", keys: ["", "hejsan"], numPartitions: 17 },
      expected: { hash: [0, 3497460606], partition: [0, 14] },
    },
  },
  {
    file: "isr-election",
    item: {
      kind: "electLeader",
      input: { partition: PARTITION, election: "ONLINE", targetIsr: [3] },
      expected: { leader: -1, unclean: false },
    },
  },
  {
    file: "isr-election",
    item: {
      kind: "electLeader",
      input: { partition: PARTITION, election: "UNCLEAN", targetIsr: [3] },
      expected: { leader: 2, unclean: true },
    },
  },
  {
    file: "isr-election",
    item: {
      kind: "leaderEpochBump",
      input: { partition: PARTITION, targetIsr: [2, 1], metadataVersions: ["3.5-IV2", "3.4-IV0"] },
      expected: { leaderEpochBumped: true },
    },
  },
  {
    file: "isr-election",
    item: {
      kind: "leaderEpochBump",
      input: { partition: PARTITION, targetIsr: [2, 1], metadataVersions: ["3.6-IV0", "4.3-IV0"] },
      expected: { leaderEpochBumped: false },
    },
  },
  {
    file: "isr-election",
    item: {
      kind: "partitionChange",
      input: { partition: PARTITION, targetIsr: [3], election: "UNCLEAN" },
      expected: { isr: [2], leader: 2, leaderRecoveryState: "RECOVERING" },
    },
  },
  {
    file: "isr-election",
    item: {
      kind: "partitionChange",
      input: { partition: PARTITION },
      expected: { change: null, leader: "unchanged", isr: "unchanged" },
    },
  },
  {
    file: "isr-election",
    item: {
      kind: "followerFetchDivergence",
      input: { leaderLog: LEADER_LOG, lastFetchedEpoch: 1, fetchOffset: 7 },
      expected: { divergingEpoch: { epoch: 0, endOffset: 5 } },
    },
  },
  {
    file: "isr-election",
    item: {
      kind: "followerFetchDivergence",
      input: { leaderLog: LEADER_LOG, lastFetchedEpoch: 3, fetchOffset: 9 },
      expected: { divergingEpoch: null },
    },
  },
  {
    file: "isr-election",
    item: {
      kind: "followerFetchDivergence",
      input: { leaderLog: { ...LEADER_LOG, logStartOffset: 6 }, lastFetchedEpoch: 2, fetchOffset: 5 },
      expected: { error: "OffsetOutOfRangeException" },
    },
  },
  {
    file: "isr-election",
    item: {
      kind: "leaderReplicaState",
      input: { minInsyncReplicas: 2, replicas: 3, isrSequence: [3, 2, 1] },
      expected: { isUnderMinIsr: [false, false, true] },
    },
  },
  {
    file: "leader-epoch",
    item: {
      input: {
        assign: [
          [1, 0],
          [2, 4],
          [4, 9],
        ],
        endOffsetFor: [{ requestedEpoch: 3, logEndOffset: 20 }],
        then: [
          { op: "truncateFromEnd", offset: 9 },
          { op: "truncateFromStart", offset: 2 },
        ],
      },
      expected: {
        endOffsets: [{ epoch: 2, offset: 9 }],
        entries: [
          [1, 2],
          [2, 4],
        ],
        latestEpoch: 2,
      },
    },
  },
  {
    file: "producer-sequence",
    item: {
      input: {
        scope: "log",
        steps: [append(0, 2, { offset: 0 }), append(0, 2), append(1, 2), append(3, 3, { offset: 3 }), append(9, 9)],
      },
      expected: {
        stepResults: [
          "ok",
          { duplicateOf: { firstOffset: 0, lastOffset: 2 } },
          "OutOfOrderSequenceException",
          "ok",
          "OutOfOrderSequenceException",
        ],
        final: { logEndOffset: 4, lastSeq: 3 },
      },
    },
  },
  {
    file: "producer-sequence",
    item: {
      input: {
        scope: "producerState",
        steps: [
          append(5, 6, { offset: 1 }),
          { op: "advanceClockMs", ms: 86_400_000 },
          { op: "removeExpiredProducers" },
          append(2, 2, { offset: 2 }),
          append(2, 2, { offset: 3, origin: "REPLICATION" }),
        ],
      },
      expected: {
        stepResults: ["ok", "ok", "ok", "ok", "ok"],
        final: { activeProducers: 1, lastDataOffset: 3, mapEndOffset: 4 },
      },
    },
  },
];

describe("runConformanceFile", () => {
  it.each(RIGHT.map(({ file, item }, index) => ({ file, item, index })))(
    "passes case $index of $file that the engine fulfils",
    ({ file, item }) => {
      expect(runCase(file, item)).toEqual({ id: "a-case", outcome: "passed", detail: "" });
    },
  );

  it.each(RIGHT.map(({ file, item }, index) => ({ file, item, index })))(
    "fails case $index of $file as soon as one expectation is wrong",
    ({ file, item }) => {
      for (const key of Object.keys(item.expected)) {
        const outcome = runCase(file, { ...item, expected: { ...item.expected, [key]: ["something else"] } });
        expect(outcome.outcome).toBe("failed");
        expect(outcome.detail).toContain(`expected.${key}`);
      }
      expect(runCase(file, { ...item, expected: { ...item.expected, noSuchFact: 1 } }).outcome).toBe("failed");
      expect(runCase(file, { ...item, expected: {} }).outcome).toBe("failed");
    },
  );

  it("leaves out what a later issue brings, and says what it is", () => {
    const preferred = {
      kind: "electLeader",
      input: { partition: PARTITION, election: "PREFERRED" },
      expected: { leader: 2 },
    };
    expect(runCase("isr-election", preferred)).toMatchObject({
      outcome: "not-supported",
      detail: "preferred leader election",
    });
    const elr = {
      kind: "partitionChange",
      input: { partition: { ...PARTITION, elrEnabled: true } },
      expected: { leader: 2 },
    };
    expect(runCase("isr-election", elr)).toMatchObject({
      outcome: "not-supported",
      detail: expect.stringContaining("KIP-966"),
    });
    const marker = { input: { scope: "log", steps: [{ op: "endTxnMarker" }] }, expected: { stepResults: ["ok"] } };
    expect(runCase("producer-sequence", marker)).toMatchObject({
      outcome: "not-supported",
      detail: "transaction markers",
    });
    const coordinator = { input: { scope: "log", steps: [append(0, 0, { origin: "COORDINATOR" })] }, expected: {} };
    expect(runCase("producer-sequence", coordinator).outcome).toBe("not-supported");
    const sentences = {
      kind: "leaderReplicaState",
      input: { steps: ["F1 fetches at 10"] },
      expected: { afterStep: [] },
    };
    expect(runCase("isr-election", sentences).outcome).toBe("prose");
  });

  it("names every case of a file that it has no adapter for", () => {
    expect(runConformanceFile({ name: "delta-merge", cases: [{ id: "one" }, { id: "two" }, 3] })).toEqual({
      name: "delta-merge",
      kind: "not-yet-supported",
      detail: 'no adapter yet for files named "delta-merge"',
      cases: ["one", "two", "#2"].map((id) => ({
        id,
        outcome: "not-supported",
        detail: 'no adapter yet for files named "delta-merge"',
      })),
    });
  });

  it("says what a file lacks", () => {
    for (const json of [
      undefined,
      null,
      3,
      "text",
      [],
      {},
      { name: "murmur2" },
      { name: 5, cases: [] },
      { name: "murmur2", cases: {} },
    ]) {
      const outcome = runConformanceFile(json);
      expect(outcome.kind).toBe("malformed");
      expect(outcome.detail).not.toBe("");
    }
  });

  it("says where a case is malformed", () => {
    const cases: readonly (readonly [string, unknown, string])[] = [
      ["murmur2", { input: {}, expected: {} }, 'cases[0].input has no "utf8"'],
      ["murmur2", { input: { utf8: 5 }, expected: {} }, "cases[0].input.utf8 must be text, found 5"],
      ["leader-epoch", { input: { assign: [[1]] } }, "cases[0].input.assign[0] must be a pair of numbers, found [1]"],
      [
        "partitioner",
        { input: { availablePartitions: [0], stickyBatchSizeBytes: 1, appends: 1e12 } },
        "appends must be a whole number from 0",
      ],
      [
        "producer-sequence",
        { input: { scope: "log", steps: [append(0, 2_000_000_000)] } },
        "the number of records from firstSeq to lastSeq",
      ],
    ];
    for (const [name, item, detail] of cases) {
      const [outcome] = runConformanceFile({ name, cases: [item] }).cases;
      expect(outcome?.outcome).toBe("failed");
      expect(outcome?.detail).toContain(detail);
    }
  });

  it(`seed ${SEED}: garbage in any place is a failed case with a sentence, never a crash`, () => {
    fc.assert(
      fc.property(fc.constantFrom(...RIGHT), fc.jsonValue(), fc.nat(), (right, garbage, place) => {
        const paths = pathsOf(right.item);
        const damaged = replaceAt(right.item, paths[place % paths.length] ?? [], garbage);
        const { cases } = runConformanceFile({ name: right.file, cases: [damaged] });
        expect(cases).toHaveLength(1);
        if (cases[0]?.outcome !== "passed") expect(cases[0]?.detail.length).toBeGreaterThan(3);
      }),
      { seed: SEED, numRuns: 2_000 },
    );
  });

  it(`seed ${SEED}: garbage as a whole file never crashes`, () => {
    const name = fc.constantFrom(
      "murmur2",
      "partitioner",
      "isr-election",
      "leader-epoch",
      "producer-sequence",
      "other",
    );
    fc.assert(
      fc.property(name, fc.array(fc.jsonValue()), (file, cases) => {
        expect(runConformanceFile({ name: file, cases }).cases).toHaveLength(cases.length);
      }),
      { seed: SEED, numRuns: 500 },
    );
  });
});

/** The paths to every value inside a JSON value, itself not included. */
function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [[...path, key], ...pathsOf(member, [...path, key])]);
}

function replaceAt(value: unknown, path: readonly string[], replacement: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return replacement;
  if (Array.isArray(value))
    return value.map((item, index) => (String(index) === key ? replaceAt(item, rest, replacement) : item));
  const record = value as Record<string, unknown>;
  return { ...record, [key]: replaceAt(record[key], rest, replacement) };
}
