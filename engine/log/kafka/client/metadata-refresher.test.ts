import { describe, expect, it } from "vitest";
import { MetadataRefresher, type RefresherParts } from "./metadata-refresher.ts";

/** A refresher whose broker answers at once, or is lost; the pauses it asks for are attempts times 100 ms and 100 ms. */
class RefresherScene {
  nowUs = 0;
  hasNews = false;
  isBrokerLost = false;
  questions = 0;
  readonly attempts: number[] = [];
  readonly refresher: MetadataRefresher;

  constructor(maxAgeUs = 300_000_000) {
    const connection = {
      requests: { receive: (work: () => void) => work(), answered() {} },
      sendToClient: (_bytes: number, deliver: () => void) => deliver(),
    };
    const parts = {
      scheduler: { now: () => this.nowUs },
      directory: { endpointOf: () => ({ metadataView: () => ({ leaders: [] }) }) },
      connections: {
        leastLoaded: () => 1,
        answered: () => true,
        send: (_id: number, _bytes: number, request: { onDisconnect(): void }, deliver: (to: object) => void) => {
          this.questions += 1;
          if (this.isBrokerLost) request.onDisconnect();
          else deliver(connection);
        },
      },
      metadata: { update: () => this.hasNews },
      backoff: {
        nextUs: (attempts: number) => {
          this.attempts.push(attempts);
          return (attempts + 1) * 100_000;
        },
      },
      maxAgeUs,
      wake() {},
    };
    this.refresher = new MetadataRefresher(parts as unknown as RefresherParts);
  }

  /** Asks for the leaders and lets time pass until the question is put; returns the seconds until then. */
  ask(): number {
    const before = this.questions;
    const fromUs = this.nowUs;
    this.refresher.request();
    for (;;) {
      const nextUs = this.refresher.run();
      if (this.questions > before) return (this.nowUs - fromUs) / 1_000_000;
      this.nowUs = nextUs;
    }
  }
}

describe("MetadataRefresher", () => {
  it("pauses longer the more answers brought nothing new; the first of them counts as none (Metadata.timeToAllowUpdate)", () => {
    const scene = new RefresherScene();
    expect([scene.ask(), scene.ask(), scene.ask(), scene.ask()]).toEqual([0, 0.1, 0.2, 0.3]);
    scene.hasNews = true;
    expect([scene.ask(), scene.ask()]).toEqual([0.4, 0.1]);
  });

  it("forgets what brought nothing when metadata.max.age.ms is over", () => {
    const scene = new RefresherScene(10_000_000);
    for (let question = 0; question < 5; question++) scene.ask();
    scene.nowUs += 10_000_000;
    expect([scene.ask(), scene.ask(), scene.ask()]).toEqual([0, 0.1, 0.2]);
  });

  it("pauses after a question that got no answer (Metadata.failedUpdate)", () => {
    const scene = new RefresherScene();
    scene.isBrokerLost = true;
    expect([scene.ask(), scene.ask(), scene.ask()]).toEqual([0, 0.1, 0.2]);
    scene.isBrokerLost = false;
    expect([scene.ask(), scene.ask(), scene.ask()]).toEqual([0.3, 0.1, 0.2]);
  });

  it("keeps the pause even if every answer is too old at once", () => {
    const scene = new RefresherScene(0);
    expect(scene.refresher.run()).toBe(Number.POSITIVE_INFINITY);
    expect(scene.refresher.run()).toBe(100_000);
  });
});
