import { describe, expect, it } from "vitest";
import { parseScenario } from "../scenario/parse-scenario.ts";
import { smallScenarioWith } from "../testing/small-scenario.ts";
import { clusterConfigOf } from "./kafka-settings.ts";

function clusterOf(kafka: string) {
  const text = smallScenarioWith("    config: { broker.session.timeout.ms: 9000 }\n", kafka);
  const parsed = parseScenario(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return clusterConfigOf(parsed.value.scenario.pipeline.kafka);
}

describe("the cluster of a scenario", () => {
  it("has the racks in turn, the controllers and the quotas that the scenario says, in the engine's units", () => {
    const { racks, controllerCount, quorumFetchTimeoutUs, quotas, group } = clusterOf(
      `    racks: [a, b]
    controllers: 3
    quotas:
      - { client: orders, producer_byte_rate: 900 }
      - { client: default, consumer_byte_rate: 70 }
    config: { controller.quorum.fetch.timeout.ms: 1500, group.initial.rebalance.delay.ms: 0, offsets.retention.minutes: 2 }
`,
    );
    expect(racks).toEqual(["a", "b", "a"]);
    expect([controllerCount, quorumFetchTimeoutUs]).toEqual([3, 1_500_000]);
    expect(quotas.clients).toEqual([
      { clientId: "orders", producerByteRate: 900, consumerByteRate: undefined },
      { clientId: undefined, producerByteRate: undefined, consumerByteRate: 70 },
    ]);
    expect([group.initialRebalanceDelayUs, group.offsetsRetentionUs]).toEqual([0, 120_000_000]);
  });
});
