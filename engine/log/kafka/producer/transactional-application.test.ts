import { describe, expect, it } from "vitest";
import { SILENT_PROBE } from "../../../base/probe.ts";
import { SCENE_TOPIC } from "../../../testing/kafka-scene.ts";
import { TransactionScene } from "../../../testing/transaction-scene.ts";
import { DEFAULT_PRODUCER_CONFIG } from "../kafka-config.ts";
import { TransactionalApplication } from "./transactional-application.ts";

/** An application in a scene of one partition; it sends 2 records every 100 ms until 10 s. */
function applicationScene(abortEvery: number | undefined) {
  const at = new TransactionScene({ topic: { partitions: 1 } });
  const { scene } = at;
  const application = new TransactionalApplication({
    cluster: scene.cluster,
    client: {
      clientId: "orders",
      topic: SCENE_TOPIC,
      config: { ...DEFAULT_PRODUCER_CONFIG, transactionalId: "orders" },
      listener: {
        acknowledged: (recordIds) => {
          for (const id of recordIds) scene.acknowledged.set(id, { partition: 0, offset: 0, atUs: 0, times: 1 });
        },
        failed: (recordIds, error) => {
          for (const id of recordIds) scene.failed.set(id, error);
        },
      },
    },
    scheduler: scene.clock,
    probe: SILENT_PROBE,
    everyUs: 1_000_000,
    abortEvery,
  });
  for (let tenth = 0; tenth < 100; tenth++) {
    scene.at(tenth / 10, () => {
      const first = scene.records.count;
      for (let count = 0; count < 2; count++) scene.records.appendValue(-1, new Uint8Array(20), 0, scene.clock.now());
      application.send(first, first + 2);
    });
  }
  const everyId = () => Array.from({ length: scene.records.count }, (_, id) => id);
  return { at, scene, application, everyId };
}

describe("an application that sends in transactions", () => {
  it("begins one with its first record and commits it after a second; in the end all is committed, in order", () => {
    const { at, application, everyId } = applicationScene(undefined);
    at.scene.runTo(1.5);
    expect(at.committed(0).length).toBeGreaterThan(15);
    expect(at.committed(0).length).toBeLessThan(25);
    at.scene.runTo(20);
    expect(at.committed(0)).toEqual(everyId());
    expect(application.pendingRecords).toBe(0);
    expect(application.committedTransactions).toBe(10);
  });

  it("aborts every third one as planned; its records are in the log, and read_committed never sees them", () => {
    const { at, application, everyId } = applicationScene(3);
    at.scene.runTo(20);
    expect(application.abortedTransactions).toBe(3);
    const unsent = everyId().filter((id) => at.scene.failed.get(id) === "TRANSACTION_ABORTED");
    expect(unsent.length).toBeLessThan(10);
    expect(at.scene.consume(0)).toEqual(everyId().filter((id) => !unsent.includes(id)));
    expect(at.committed(0)).toEqual(everyId().filter((id) => !application.wasAborted(id)));
    expect(everyId().filter((id) => application.wasAborted(id)).length).toBeGreaterThan(50);
  });

  it("loses what it had in hand when it crashes; its heir aborts the open transaction and goes on", () => {
    const { at, application, everyId } = applicationScene(undefined);
    at.scene.at(4.55, () => application.crash());
    at.scene.at(6.05, () => application.restart());
    at.scene.runTo(30);
    const dead = everyId().filter((id) => at.scene.failed.get(id) === "CLIENT_CRASHED");
    expect(dead.length).toBeGreaterThanOrEqual(30);
    expect(at.committed(0)).toEqual(everyId().filter((id) => !dead.includes(id) && !application.wasAborted(id)));
    expect(application.pendingRecords).toBe(0);
  });

  it("is fenced by an heir of which it does not know, and then starts again, which fences that one", () => {
    const { at, application } = applicationScene(undefined);
    const heirs: ReturnType<TransactionScene["start"]>[] = [];
    at.scene.at(3.5, () => heirs.push(at.start("orders")));
    at.scene.runTo(30);
    expect(heirs[0]?.outcomes.map(({ error }) => error)).toEqual(["NONE"]);
    expect(application.committedTransactions).toBeGreaterThan(6);
    expect(application.producer?.transactions.identity.producerEpoch).toBeGreaterThan(8);
    expect(at.committed(0).every((id) => !application.wasAborted(id))).toBe(true);
  });
});
