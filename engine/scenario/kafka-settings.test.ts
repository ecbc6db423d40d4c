import { describe, expect, test } from "vitest";
import { SMALL_SCENARIO, smallScenarioWith } from "../testing/small-scenario.ts";
import { parseScenario } from "./parse-scenario.ts";
import type { Scenario, SourceNode } from "./scenario.ts";

const CLUSTER_DEFAULTS = {
  "broker.session.timeout.ms": 9_000,
  "broker.heartbeat.interval.ms": 2_000,
  "replica.lag.time.max.ms": 30_000,
  "replica.fetch.wait.max.ms": 500,
  "replica.fetch.min.bytes": 1,
  "replica.fetch.max.bytes": 1_048_576,
  "replica.fetch.response.max.bytes": 10_485_760,
  "replica.fetch.backoff.ms": 1_000,
  "replica.high.watermark.checkpoint.interval.ms": 5_000,
  "unclean.leader.election.enable": false,
  "unclean.leader.election.interval.ms": 300_000,
  "min.insync.replicas": 1,
  "producer.id.expiration.ms": 86_400_000,
  "auto.leader.rebalance.enable": true,
  "leader.imbalance.check.interval.seconds": 300,
  "controlled.shutdown.enable": true,
  "controller.quorum.fetch.timeout.ms": 2_000,
  "controller.quorum.election.timeout.ms": 1_000,
  "controller.quorum.election.backoff.max.ms": 1_000,
  "group.initial.rebalance.delay.ms": 3_000,
  "group.min.session.timeout.ms": 6_000,
  "group.max.session.timeout.ms": 1_800_000,
  "group.consumer.session.timeout.ms": 45_000,
  "group.consumer.heartbeat.interval.ms": 5_000,
  "group.consumer.assignment.interval.ms": 1_000,
  "group.consumer.assignors": ["uniform", "range"],
  "offsets.retention.minutes": 10_080,
};

/** As ConsumerConfig of Kafka 4.3. */
const CONSUMER_DEFAULTS = {
  "group.protocol": "classic",
  "partition.assignment.strategy": ["range", "cooperative-sticky"],
  "session.timeout.ms": 45_000,
  "heartbeat.interval.ms": 3_000,
  "max.poll.interval.ms": 300_000,
  "max.poll.records": 500,
  "enable.auto.commit": true,
  "auto.commit.interval.ms": 5_000,
  "auto.offset.reset": "latest",
  "isolation.level": "read_uncommitted",
  "fetch.min.bytes": 1,
  "fetch.max.wait.ms": 500,
  "fetch.max.bytes": 52_428_800,
  "max.partition.fetch.bytes": 1_048_576,
  "request.timeout.ms": 30_000,
  "default.api.timeout.ms": 60_000,
  "retry.backoff.ms": 100,
  "retry.backoff.max.ms": 1_000,
  "metadata.max.age.ms": 300_000,
};

const PRODUCER_DEFAULTS = {
  acks: -1,
  "enable.idempotence": true,
  retries: 2_147_483_647,
  "batch.size": 16_384,
  "linger.ms": 5,
  "request.timeout.ms": 30_000,
  "delivery.timeout.ms": 120_000,
  "max.in.flight.requests.per.connection": 5,
  "retry.backoff.ms": 100,
  "retry.backoff.max.ms": 1_000,
  "max.request.size": 1_048_576,
  "metadata.max.age.ms": 300_000,
  "partitioner.adaptive.partitioning.enable": true,
  "partitioner.ignore.keys": false,
  partitioner: "murmur2",
  "buffer.memory": 33_554_432,
  "max.block.ms": 60_000,
  "compression.type": "none",
  "transaction.timeout.ms": 60_000,
};

function parsed(text: string): Scenario {
  const result = parseScenario(text);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value.scenario;
}

function withProducer(settings: string): string {
  return smallScenarioWith("linger.ms: 10 # behind a setting", settings);
}

function producerOf(settings: string): SourceNode["producer"] {
  const node = parsed(withProducer(settings)).pipeline.nodes[0];
  if (node?.kind !== "source") throw new Error("the first node is a source");
  return node.producer;
}

function problemsWith(settings: string): string[] {
  const result = parseScenario(withProducer(settings));
  return result.ok ? [] : result.error.map((problem) => `${problem.path.replace(/^.*\.producer/, "")} ${problem.code}`);
}

const GROUP = "    - { id: billing, kind: consumer-group";

/** The small scenario with a group that reads its topic. */
function withGroup(settings: string): string {
  const text = smallScenarioWith("    - id: job\n", `${GROUP}${settings} }\n    - id: job\n`);
  return text.replace("- order.events -> job", "- order.events -> job\n    - order.events -> billing");
}

describe("the settings of a consumer group", () => {
  test("are those of Kafka 4.3 where nothing is said", () => {
    const node = parsed(withGroup("")).pipeline.nodes.find(({ kind }) => kind === "consumer-group");
    expect(node).toMatchObject({ config: CONSUMER_DEFAULTS, commit: "auto", members: 1, isStatic: false });
  });

  test("that contradict each other are refused", () => {
    const codes = (settings: string) => {
      const result = parseScenario(withGroup(settings));
      return result.ok ? [] : result.error.map(({ path, code }) => `${path.replace(/^.*\]\./u, "")} ${code}`);
    };
    expect(codes(", commit: after-processing")).toEqual(["commit conflict"]);
    expect(codes(", config: { heartbeat.interval.ms: 45000 }")).toEqual([`config["heartbeat.interval.ms"] rule`]);
    expect(codes(", config: { partition.assignment.strategy: [range, range] }")).toEqual([
      `config["partition.assignment.strategy"] duplicate`,
    ]);
  });
});

describe("the defaults of Kafka 4.3", () => {
  test("of the brokers and the controller", () => {
    const text = smallScenarioWith("    config: { broker.session.timeout.ms: 9000 }\n", "");
    expect(parsed(text).pipeline.kafka.config).toEqual(CLUSTER_DEFAULTS);
  });

  test("of a topic: what it does not say follows the cluster", () => {
    const text = smallScenarioWith("      config:\n        min.insync.replicas: 2\n", "");
    expect(parsed(text).pipeline.nodes[2]).toMatchObject({ config: { "max.message.bytes": 1_048_588 } });
    expect(Object.keys((parsed(text).pipeline.nodes[2] as { config: object }).config)).toEqual(["max.message.bytes"]);
  });

  test("of a producer", () => {
    expect(producerOf("linger.ms: 5")).toEqual(PRODUCER_DEFAULTS);
  });
});

describe("acks and idempotence, as Kafka's ProducerConfig decides them", () => {
  test.each([
    ["acks: all", -1, true],
    ["acks: -1", -1, true],
    ['acks: "-1"', -1, true],
    ["acks: 1", 1, false],
    ['acks: "0"', 0, false],
    ["retries: 0", -1, false],
    ["enable.idempotence: false", -1, false],
    ["{ max.in.flight.requests.per.connection: 8, enable.idempotence: false }", -1, false],
  ])("%s", (settings, acks, isIdempotent) => {
    expect(producerOf(settings)).toMatchObject({ acks, "enable.idempotence": isIdempotent });
  });

  test.each([
    ["{ acks: 1, enable.idempotence: true }", [".acks idempotence-conflict"]],
    ["{ retries: 0, enable.idempotence: true }", [".retries idempotence-conflict"]],
    ["max.in.flight.requests.per.connection: 6", ['["max.in.flight.requests.per.connection"] idempotence-conflict']],
    [
      "{ acks: 0, retries: 0, enable.idempotence: true }",
      [".acks idempotence-conflict", ".retries idempotence-conflict"],
    ],
    ["acks: 2", [".acks unknown-word"]],
  ])("refuses %s", (settings, expected) => {
    expect(problemsWith(settings)).toEqual(expected);
  });
});

describe("the delivery timeout", () => {
  test("must leave time for lingering and one request", () => {
    const settings = "{ delivery.timeout.ms: 30004, linger.ms: 5, request.timeout.ms: 30000 }";
    expect(problemsWith(settings)).toEqual(['["delivery.timeout.ms"] rule']);
    expect(producerOf(settings.replace("30004", "30005"))["delivery.timeout.ms"]).toBe(30_005);
  });

  test("gives way when it was left out, as in KafkaProducer.configureDeliveryTimeout", () => {
    expect(producerOf("{ request.timeout.ms: 200000, linger.ms: 7 }")["delivery.timeout.ms"]).toBe(200_007);
  });
});

describe("settings that are not read", () => {
  test.each([
    ["broker.session.timeout.ms: 9000 }", "num.network.threads: 3 }", "num.network.threads", "Kafka"],
    ["linger.ms: 10 # behind a setting", "enable.metrics.push: true", "enable.metrics.push", "Kafka"],
    ["min.insync.replicas: 2", "preallocate: true", "preallocate", "Kafka"],
    ["{ startingOffsets: earliest }", "{ minPartitions: 4 }", "minPartitions", "Spark"],
  ])("instead of %s: %s", (passage, replacement, key, system) => {
    const result = parseScenario(smallScenarioWith(passage, replacement));
    const problems = result.ok ? [] : result.error;
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({
      code: "not-read",
      message: `${key} is known to ${system}, but not read by this version`,
    });
    expect(problems[0]?.suggestion).toBeUndefined();
  });

  test("are told from words that nobody knows", () => {
    const result = parseScenario(smallScenarioWith("min.insync.replicas: 2", "min.insync.replica: 2"));
    expect(result.ok ? [] : result.error).toMatchObject([{ code: "unknown-key", suggestion: "min.insync.replicas" }]);
  });
});

describe("a follower's fetch may be held open", () => {
  const problems = (config: string) => {
    const result = parseScenario(SMALL_SCENARIO.replace("{ broker.session.timeout.ms: 9000 }", config));
    return result.ok ? [] : result.error.map(({ path, found, code, allowed }) => [path, found, code, allowed]);
  };
  const at = 'pipeline.kafka.config["replica.fetch.wait.max.ms"]';

  test("for no longer than the lag limit", () => {
    expect(problems("{ replica.fetch.wait.max.ms: 1000, replica.lag.time.max.ms: 1000 }")).toEqual([]);
    expect(problems("{ replica.fetch.wait.max.ms: 1001, replica.lag.time.max.ms: 1000 }")).toEqual([
      [at, "1001", "rule", "at most replica.lag.time.max.ms, which is 1000 (Kafka refuses this too)"],
    ]);
  });

  test("for no longer than the follower waits for any answer", () => {
    expect(problems("{ replica.fetch.wait.max.ms: 30000, replica.lag.time.max.ms: 60000 }")).toEqual([]);
    expect(problems("{ replica.fetch.wait.max.ms: 30001, replica.lag.time.max.ms: 60000 }")).toEqual([
      [at, "30001", "rule", "at most replica.socket.timeout.ms, which is always 30000 here (Kafka refuses this too)"],
    ]);
  });

  test("says both when both are broken", () => {
    expect(problems("{ replica.fetch.wait.max.ms: 40000 }")).toHaveLength(2);
  });
});
