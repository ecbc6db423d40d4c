import { describe, expect, it } from "vitest";
import { VirtualClock } from "../../base/scheduler.ts";
import { timeUs } from "../../base/time.ts";
import { directoryOf } from "../../testing/broker-scene.ts";
import { BrokerLifecycle } from "./broker-lifecycle.ts";
import { DEFAULT_CLUSTER_CONFIG } from "./kafka-config.ts";
import type { RegistrationResult } from "./messages.ts";
import { CONTROLLER_MACHINE, Network } from "./network.ts";

/** Broker 1 registers with a controller that the test plays: half a millisecond away, and it answers at once. */
class LifecycleScene {
  readonly clock = new VirtualClock();
  readonly network = new Network(this.clock, { latencyUs: 500, bandwidthBytesPerSecond: 1e9 });
  readonly registeredAtUs: number[] = [];
  readonly heartbeats: { readonly atUs: number; readonly brokerEpoch: number; readonly metadataOffset: number }[] = [];
  readonly lifecycle: BrokerLifecycle;
  answer: RegistrationResult = { kind: "refused", error: "DUPLICATE_BROKER_REGISTRATION" };
  metadataOffset = 0;

  constructor() {
    this.network.addMachine(CONTROLLER_MACHINE);
    this.network.addMachine(1);
    this.lifecycle = new BrokerLifecycle({
      config: DEFAULT_CLUSTER_CONFIG,
      network: this.network,
      controllers: directoryOf({
        subscribe: () => {},
        register: (_registrant, _connection, respond) => {
          this.registeredAtUs.push(this.clock.now());
          respond(this.answer);
        },
        heartbeat: ({ brokerEpoch, metadataOffset }, respond) => {
          this.heartbeats.push({ atUs: this.clock.now(), brokerEpoch, metadataOffset });
          respond({ error: "NONE", mayShutDown: false });
        },
        alterPartition: () => {},
      }),
      rack: undefined,
      subscriber: { brokerId: 1, applyMetadata: () => {} },
      previousBrokerEpoch: -1,
      isRunning: () => true,
      metadataOffset: () => this.metadataOffset,
    });
  }

  runTo(us: number): void {
    this.clock.advance(timeUs(us), 100_000);
  }

  /** The spans between these instants, in whole milliseconds: a round trip is in them. */
  static spansMs(instantsUs: readonly number[]): number[] {
    return instantsUs.slice(1).map((at, index) => Math.floor((at - (instantsUs[index] as number)) / 1_000));
  }
}

describe("the registration of a broker (BrokerLifecycleManager)", () => {
  it("that is refused is tried again after 100 ms, then twice as long each time, up to the session timeout", () => {
    const scene = new LifecycleScene();
    scene.lifecycle.register();
    scene.runTo(35_000_000);
    expect(LifecycleScene.spansMs(scene.registeredAtUs)).toEqual([
      101, 201, 401, 801, 1_601, 3_201, 6_401, 9_001, 9_001,
    ]);
    expect(scene.heartbeats).toEqual([]);
  });

  it("gives it its epoch; the first heartbeat follows at once, the next ones an interval after each answer", () => {
    const scene = new LifecycleScene();
    scene.answer = { kind: "registered", brokerEpoch: 33 };
    scene.metadataOffset = 5;
    scene.lifecycle.register();
    scene.runTo(7_000_000);
    expect(scene.lifecycle.brokerEpoch).toBe(33);
    expect(LifecycleScene.spansMs(scene.heartbeats.map(({ atUs }) => atUs))).toEqual([2_001, 2_001, 2_001]);
    expect((scene.heartbeats[0]?.atUs ?? 0) - (scene.registeredAtUs[0] ?? 0)).toBeLessThan(1_010);
    expect(scene.heartbeats[0]).toMatchObject({ brokerEpoch: 33, metadataOffset: 5 });
  });

  it("is tried again every 100 ms while the controller cannot be reached", () => {
    const scene = new LifecycleScene();
    scene.answer = { kind: "registered", brokerEpoch: 33 };
    scene.network.killProcess(CONTROLLER_MACHINE);
    scene.lifecycle.register();
    scene.runTo(1_000_000);
    expect(scene.registeredAtUs).toEqual([]);
    scene.network.start(CONTROLLER_MACHINE);
    scene.runTo(1_200_000);
    expect(scene.registeredAtUs).toHaveLength(1);
  });
});
