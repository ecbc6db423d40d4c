/** Where a name's markup would send a request, if anything of it ran: the guard of every story sees it. */
const ELSEWHERE = "https://hostile.invalid/struck";

/** Markup that would run, a closing tag, and an entity. */
export const MARKUP = `<img src=${ELSEWHERE} onerror="window.struck=1"><script>window.struck=1</script></title>&lt;`;
/** Overrides, isolates and embeddings that nobody closes, around right-to-left letters. */
const BIDI = "\u202Eevil\u2067\u202Bمرحبا שלום\u2066";
const EMOJI = "👩‍👩‍👧‍👦🏴‍☠️é̛̦";
/** All of it at once. */
const HOSTILE = `${MARKUP}${BIDI}${EMOJI}`;

/** A hostile text of a length, in UTF-16 units. */
export function hostileText(length: number): string {
  return (HOSTILE + "W".repeat(length)).slice(0, length);
}

const quoted = (text: string): string => JSON.stringify(text);
/** An id as long as the schema allows. */
const longId = (start: string): string => start.padEnd(249, "W");
/** A column, quoted for SQL, quoted for YAML in its turn. */
const column = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const TOPIC = longId("order.events");
const JOB = longId("job");
const SOURCE = longId("shop");
const BRONZE = longId("bronze.order_events").toLowerCase();
export const SILVER = longId("silver.orders").toLowerCase();
const DEAD = longId("silver.orders_dlq").toLowerCase();
export const GOLD = longId("gold.revenue").toLowerCase();
const KEY = hostileText(128);
const AMOUNT = `${hostileText(120)}$`;

/** A scenario that runs, in which everything that a person can name is hostile, as long as the schema allows. */
export const HOSTILE_SCENARIO = JSON.stringify({
  version: 1,
  name: hostileText(200),
  description: hostileText(4_096),
  seed: 7,
  duration: "30s",
  pipeline: {
    kafka: { brokers: 3 },
    nodes: [
      { id: SOURCE, kind: "source", workload: longId("orders") },
      { id: TOPIC, kind: "topic", partitions: 12, replicationFactor: 3, config: { "min.insync.replicas": 2 } },
      { id: JOB, kind: "micro-batch", trigger: "5s", options: { startingOffsets: "earliest" } },
      { id: BRONZE, kind: "bronze" },
      {
        id: SILVER,
        kind: "silver",
        sql: `select key || ${`'${HOSTILE.replaceAll("'", "''")}'`} as ${column(KEY)}, "offset" as ${column(AMOUNT)}, event_time, correlation_id from ${BRONZE}`,
        quality: [{ reason: "w".repeat(128), require: `${column(AMOUNT)} % 7 <> 0` }],
        rejects: DEAD,
        merge: { key: [KEY], orderBy: ["event_time"] },
      },
      { id: DEAD, kind: "dead-letter" },
      {
        id: GOLD,
        kind: "gold",
        groupBy: [KEY],
        sql: `select ${column(KEY)}, sum(${column(AMOUNT)})::bigint as ${column(AMOUNT)} from ${SILVER} group by all`,
        money: { column: AMOUNT, unitsPerDollar: 100 },
      },
    ],
    edges: [
      `${SOURCE} -> ${TOPIC}`,
      `${TOPIC} -> ${JOB}`,
      `${JOB} -> ${BRONZE}`,
      `${BRONZE} -> ${SILVER}`,
      `${SILVER} -> ${DEAD}`,
      `${SILVER} -> ${GOLD}`,
    ],
  },
  workload: {
    [longId("orders")]: {
      kind: "generator",
      records: 800,
      rate: { kind: "constant", perSecond: 100 },
      keys: { count: 10 },
    },
  },
  chaos: [
    { fault: "poison-record", source: SOURCE, at: "3s", value: hostileText(4_000), key: hostileText(200), count: 3 },
    { fault: "driver-crash", job: JOB, at: "6s", for: "2s" },
  ],
  slos: [{ metric: "lag-records", job: JOB, max: 10 }],
  expectations: [
    { check: "no-duplicates" },
    { check: "query-survives", job: JOB },
    { check: "silver-latest-per-key", table: SILVER },
  ],
  questions: [{ ask: hostileText(200), table: GOLD, sql: `select * from ${GOLD} order by 1` }],
  canvas: {
    groups: [{ title: hostileText(200), nodes: [SILVER, DEAD] }],
    notes: [{ x: 0, y: -400, width: 300, height: 200, text: hostileText(4_096) }],
  },
});

const LONG = hostileText(10_000);
/** YAML has no longer keys. */
const LONG_KEY = hostileText(1_000);

/** One that cannot run, for its names are hostile beyond what the schema allows; it is drawn all the same. */
export const FORBIDDEN_SCENARIO = `version: 1
name: ${quoted(LONG)}
description: ${quoted(LONG)}
${quoted(LONG_KEY)}: 1
duration: 30s
pipeline:
  nodes:
    - { id: ${quoted(LONG)}, kind: topic, partitions: 3 }
    - { id: ${quoted(MARKUP)}, kind: ${quoted(LONG)} }
    - { id: job, kind: micro-batch, trigger: ${quoted(LONG)}, ${quoted(LONG_KEY)}: 1 }
  edges: [${quoted(`${LONG} -> job`)}, ${quoted(LONG)}]
workload: { ${quoted(LONG_KEY)}: { kind: ${quoted(LONG)} } }
chaos:
  - { fault: ${quoted(LONG)}, at: 5s, for: 3s }
  - { fault: driver-crash, job: ${quoted(LONG)}, at: 5s, for: 3s }
questions: [{ ask: ${quoted(LONG)}, table: ${quoted(LONG)}, sql: ${quoted(LONG)} }]
canvas:
  groups: [{ title: ${quoted(LONG)}, nodes: [job] }]
  notes: [{ x: 0, y: -300, text: ${quoted(LONG)} }]
`;
