/** What a test changes of the orders' scenario. */
export type OrdersParts = {
  /** How silver reads the amount, which is `n/a` in some records when there is poison. */
  readonly amount?: string;
  readonly poisonShare?: number;
  /** The gold table's SQL over `silver.orders (order_id, customer, amount_cents)`, grouped by customer. */
  readonly gold?: string;
  readonly sinks?: "idempotent" | "appending";
  /** Rows without an amount go to the dead letters of `silver.orders_dlq`. */
  readonly hasGate?: boolean;
  /** What gold takes of silver; the changes, or the batch where sinks append. */
  readonly feed?: "unseen";
  readonly duration?: string;
  /** What the job has beside its trigger, in braces: `startAt: 12s, options: { startingOffsets: latest }`. */
  readonly job?: string;
  /** Blocks in YAML: `chaos`, `expectations`, `questions`, `slos`. */
  readonly blocks?: string;
};

const GOLD =
  "select customer, count(*) as orders, sum(amount_cents)::bigint as amount_cents from silver.orders group by all";

const GATE = "quality: [{ reason: no_amount, require: amount_cents is not null }]\n      ";
const DEAD_LETTERS = [
  "\n    - { id: silver.orders_dlq, kind: dead-letter }",
  ", silver.orders -> silver.orders_dlq",
] as const;

/** Six hundred orders in a minute or less through bronze, silver and gold, seed 7: for tests of what a run comes to. */
export function ordersScenario(parts: OrdersParts = {}): string {
  const { amount = "try_cast(part[4] as bigint)", poisonShare = 0, gold = GOLD, duration = "1m", blocks = "" } = parts;
  const { job = "options: { startingOffsets: earliest }" } = parts;
  const isAppending = parts.sinks === "appending";
  const sink = isAppending ? "sink: { idempotent: false }, " : "";
  const silverSink = isAppending
    ? "sink: { mode: append, idempotent: false }"
    : "merge: { key: [order_id, update_no], orderBy: [offset] }";
  const feeds = isAppending ? "batch" : parts.feed;
  const gate = parts.hasGate === true ? "rejects: silver.orders_dlq\n      " + GATE : "";
  const [letters, toLetters] = parts.hasGate === true ? DEAD_LETTERS : ["", ""];
  const feed = feeds === undefined ? "" : `feed: ${feeds}, `;
  return `version: 1
name: Orders
seed: 7
duration: ${duration}
pipeline:
  nodes:
    - { id: shop, kind: source, workload: orders }
    - { id: order.events, kind: topic, partitions: 2, replicationFactor: 3 }
    - { id: job, kind: micro-batch, trigger: 5s, ${job} }
    - { ${sink}id: bronze.order_events, kind: bronze }
    - id: silver.orders
      kind: silver
      sql: |
        select part[1] as order_id, part[2] as update_no, part[3] as customer, ${amount} as amount_cents, "offset", correlation_id
        from (select string_split(value, '|') as part, * from bronze.order_events)
      ${gate}${silverSink}
    - { ${sink}${feed}id: gold.revenue, kind: gold, groupBy: [customer], money: { column: amount_cents, unitsPerDollar: 100 }, sql: "${gold}" }${letters}
  edges: [shop -> order.events, order.events -> job, job -> bronze.order_events, bronze.order_events -> silver.orders, silver.orders -> gold.revenue${toLetters}]
workload:
  orders: { kind: generator, records: 600, rate: { kind: constant, perSecond: 20 }, keys: { count: 40 }, poison: { share: ${poisonShare} } }
${blocks}
`;
}
