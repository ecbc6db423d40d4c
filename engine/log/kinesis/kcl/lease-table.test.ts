import { describe, expect, it } from "vitest";
import { HeldLeases } from "./held-leases.ts";
import { type Lease, LeaseTable } from "./lease-table.ts";

function tableWithLease(): { table: LeaseTable; lease: Lease } {
  const table = new LeaseTable();
  table.createIfNotExists({ leaseKey: 0, checkpoint: { kind: "TRIM_HORIZON" }, parentShardIds: [] });
  const lease = table.get(0);
  if (lease === undefined) throw new Error("no lease was made");
  return { table, lease };
}

describe("LeaseTable", () => {
  it("gives a lease that several want to the first one", () => {
    const { table, lease } = tableWithLease();
    expect(table.take(lease, "one")).toMatchObject({
      leaseOwner: "one",
      leaseCounter: 1,
      ownerSwitchesSinceCheckpoint: 0,
    });
    expect(table.take(lease, "two")).toBeUndefined();
    expect(table.get(0)?.leaseOwner).toBe("one");
  });

  it("refuses every write of a worker whose lease was taken", () => {
    const { table, lease } = tableWithLease();
    const held = table.take(lease, "one") as Lease;
    const stolen = table.take(held, "two");
    expect(stolen).toMatchObject({ leaseOwner: "two", ownerSwitchesSinceCheckpoint: 1 });
    expect(table.renew(held)).toBeUndefined();
    expect(table.checkpoint(held, { kind: "SHARD_END" })).toBeUndefined();
    expect(table.noteChildren(held, [1])).toBeUndefined();
    expect(table.get(0)).toEqual(stolen);
  });

  it("counts the owners since the last checkpoint", () => {
    const { table, lease } = tableWithLease();
    const one = table.take(lease, "one") as Lease;
    const two = table.take(one, "two") as Lease;
    const written = table.checkpoint(two, { kind: "SEQUENCE_NUMBER", sequenceNumber: 7 });
    expect(written).toMatchObject({ ownerSwitchesSinceCheckpoint: 0, leaseCounter: 3 });
  });

  it("does not make a lease again that is there", () => {
    const { table, lease } = tableWithLease();
    table.take(lease, "one");
    table.createIfNotExists({ leaseKey: 0, checkpoint: { kind: "LATEST" }, parentShardIds: [] });
    expect(table.get(0)).toMatchObject({ leaseOwner: "one", checkpoint: { kind: "TRIM_HORIZON" } });
  });
});

describe("HeldLeases", () => {
  it("works on a lease as long as the last renewal is no older than the lease lasts", () => {
    const { table, lease } = tableWithLease();
    const held = new HeldLeases(table, 10_000);
    held.add(table.take(lease, "one") as Lease, 0);
    expect(held.current(10_000)).toHaveLength(1);
    expect(held.current(10_001)).toHaveLength(0);
    expect(held.renewAll(10_001)).toEqual([]);
    expect(held.current(20_001)).toHaveLength(1);
  });

  it("learns at a renewal, or at a checkpoint, that a lease is another's", () => {
    for (const isCheckpoint of [false, true]) {
      const { table, lease } = tableWithLease();
      const held = new HeldLeases(table, 10_000);
      held.add(table.take(lease, "one") as Lease, 0);
      const token = held.current(0)[0]?.token ?? -1;
      table.take(table.get(0) as Lease, "two");
      expect(held.size).toBe(1);
      if (isCheckpoint) expect(held.checkpoint(0, token, { kind: "SHARD_END" })).toBe(false);
      else expect(held.renewAll(1)).toEqual([0]);
      expect(held.size).toBe(0);
    }
  });

  it("writes nothing for an earlier holding of the same lease", () => {
    const { table, lease } = tableWithLease();
    const held = new HeldLeases(table, 10_000);
    held.add(table.take(lease, "one") as Lease, 0);
    const token = held.current(0)[0]?.token ?? -1;
    held.add(table.take(table.get(0) as Lease, "one") as Lease, 5);
    expect(held.checkpoint(0, token, { kind: "SEQUENCE_NUMBER", sequenceNumber: 1 })).toBe(false);
    expect(table.get(0)?.checkpoint.kind).toBe("TRIM_HORIZON");
  });
});
