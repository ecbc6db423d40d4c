import { describe, expect, it } from "vitest";
import { assertDefined } from "../../engine/base/assert.ts";
import { faultSchema } from "../../engine/scenario/fault-schema.ts";
import { type FaultTargets, faultOf, hasTargets, headingOf, readSubject, startDraft } from "./fault-draft.ts";
import { FAULT_FORMS, faultFormOf } from "./fault-fields.ts";
import { speakFault } from "./speak-fault.ts";

const TARGETS: FaultTargets = {
  brokers: 3,
  drawing: {
    nodes: [
      { id: "orders", kind: "source", index: 0, value: {} },
      { id: "clicks", kind: "source", index: 1, value: {} },
      { id: "click.events", kind: "topic", index: 2, value: { partitions: 6 } },
      { id: "job", kind: "micro-batch", index: 3, value: {} },
      { id: "billing", kind: "consumer-group", index: 4, value: {} },
      { id: "visits", kind: "kinesis-stream", index: 5, value: {} },
      { id: "counter", kind: "kcl-application", index: 6, value: {} },
    ],
    edges: [{ from: "clicks", to: "click.events", index: 0 }],
  },
  leaderOf: (topic) => (topic === "click.events" ? 3 : undefined),
};

const formOf = (fault: string) => assertDefined(faultFormOf(fault), fault);

describe("the forms of faults", () => {
  it("are one for each fault that the schema knows", () => {
    expect(FAULT_FORMS.map(({ fault }) => fault)).toEqual(faultSchema.options.flatMap(kindsOf));
    for (const form of FAULT_FORMS) {
      expect([form.fault, form.title, form.note].every((text) => text.length > 3)).toBe(true);
      expect(form.fields.every(({ label, key }) => label !== key)).toBe(true);
    }
  });

  it.each(FAULT_FORMS.map((form) => [form.fault, form] as const))("start as a sound fault: %s", (_, form) => {
    const fault = faultOf(form, startDraft(form, undefined, TARGETS));
    expect(fault).toMatchObject({ ok: true, value: { fault: form.fault } });
    if (fault.ok) expect(speakFault(fault.value)).not.toMatch(/undefined|NaN| {2}|for $/u);
  });

  it("know what the schema refuses, field by field", () => {
    const crash = formOf("broker-crash");
    expect(faultOf(crash, { brokers: "", for: "2m" })).toEqual({
      ok: false,
      error: { brokers: expect.stringContaining("no broker is named") },
    });
    expect(faultOf(crash, { brokers: "1", for: "soon" })).toMatchObject({
      ok: false,
      error: { for: expect.stringContaining("a number with a unit") },
    });
    const link = formOf("slow-link");
    expect(faultOf(link, { from: "1", to: "1", for: "1m", latency: "1s" })).toMatchObject({
      error: { to: expect.stringContaining("two different brokers") },
    });
  });

  it("write one broker and several as the recipe does, and leave out what is empty", () => {
    const crash = formOf("broker-crash");
    expect(faultOf(crash, { brokers: "2", for: "2m" })).toMatchObject({ value: { broker: 2 } });
    expect(faultOf(crash, { brokers: "1,3", for: "2m" })).toMatchObject({ value: { brokers: [1, 3] } });
    const poison = faultOf(formOf("poison-record"), { source: "orders", value: "x", key: "", count: "" });
    expect(poison).toEqual({ ok: true, value: { fault: "poison-record", source: "orders", value: "x" } });
  });
});

describe("the target of a form", () => {
  it("is the broker that was named, or the leader of the topic, or the first", () => {
    const crash = formOf("broker-crash");
    expect(startDraft(crash, "broker-2", TARGETS)["brokers"]).toBe("2");
    expect(startDraft(crash, "click.events", TARGETS)["brokers"]).toBe("3");
    expect(startDraft(crash, "broker-9", TARGETS)["brokers"]).toBe("1");
    expect(startDraft(crash, undefined, TARGETS)["brokers"]).toBe("1");
  });

  it("of a link is another broker", () => {
    expect(startDraft(formOf("slow-link"), "broker-3", TARGETS)).toMatchObject({ from: "3", to: "1" });
  });

  it("of a new broker is the next number, of more partitions twice those of the topic", () => {
    expect(startDraft(formOf("add-broker"), undefined, TARGETS)).toEqual({ broker: "4" });
    expect(startDraft(formOf("add-partitions"), "click.events", TARGETS)["partitions"]).toBe("12");
  });

  it("of a cut is one broker against all others; more machines can be on a side", () => {
    const cut = formOf("network-partition");
    expect(startDraft(cut, "broker-2", TARGETS)).toMatchObject({ from: "2", to: "3,1", isOneWay: "" });
    const fault = faultOf(cut, { from: "2,clients", to: "1,controller", isOneWay: "true", for: "1m" });
    const said = { fault: "network-partition", from: [2, "clients"], to: [1, "controller"], isOneWay: true, for: "1m" };
    expect(fault).toEqual({ ok: true, value: said });
    expect(speakFault(said)).toBe("Cut the network from 2, clients to 1, controller for 1m");
    expect(faultOf(cut, { from: "2", to: "2", isOneWay: "", for: "1m" })).toMatchObject({
      error: { to: expect.stringContaining("stands on both sides") },
    });
  });

  it("of a move is an order of brokers", () => {
    const move = formOf("reassign-partition");
    const draft = startDraft(move, "click.events", TARGETS);
    expect(draft).toMatchObject({ topic: "click.events", replicas: "1, 2, 3" });
    expect(faultOf(move, { ...draft, replicas: "3, 1" })).toMatchObject({ value: { replicas: [3, 1] } });
  });

  it("is missing for faults of what the pipeline does not have, which menus leave out; the others have a heading", () => {
    const listed = FAULT_FORMS.filter((form) => hasTargets(form, TARGETS));
    const without = { drawing: { nodes: [], edges: [] } };
    expect(listed.map(({ fault }) => fault)).toContain("member-crash");
    expect(FAULT_FORMS.filter((form) => hasTargets(form, without)).map(headingOf)).not.toContain("Clients");
    const headings = ["broker-crash", "network-partition", "poison-record", "member-pause", "members-join"];
    expect(headings.map((fault) => headingOf(formOf(fault)))).toEqual([
      "Brokers and network",
      "Brokers and network",
      "Clients",
      "Clients",
      "Operations",
    ]);
  });

  it("of a member is its group", () => {
    expect(startDraft(formOf("member-crash"), "click.events", TARGETS)).toMatchObject({
      group: "billing",
      member: "1",
    });
  });

  it("of a poison record is the source, or the one that feeds the topic", () => {
    const poison = formOf("poison-record");
    expect(startDraft(poison, "orders", TARGETS)["source"]).toBe("orders");
    expect(startDraft(poison, "click.events", TARGETS)["source"]).toBe("clicks");
    expect(startDraft(poison, "job", TARGETS)["source"]).toBe("orders");
  });
});

describe("what the dialog is opened for", () => {
  it.each([
    [undefined, { fault: "", target: undefined, atUs: undefined }],
    ["power-loss", { fault: "power-loss", target: undefined, atUs: undefined }],
    ["power-loss:broker-2", { fault: "power-loss", target: "broker-2", atUs: undefined }],
    ["power-loss@480000000", { fault: "power-loss", target: undefined, atUs: 480_000_000 }],
    ["poison-record:a@b:c@5", { fault: "poison-record", target: "a@b:c", atUs: 5 }],
  ])("reads %s", (subject, read) => {
    expect(readSubject(subject)).toEqual(read);
  });
});

/** The words that a member of the schema's union has under `fault`. */
function kindsOf(option: (typeof faultSchema.options)[number]): unknown[] {
  return [...(option._zod.propValues?.["fault"] ?? [])];
}
