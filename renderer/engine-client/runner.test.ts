import { describe, expect, it } from "vitest";
import { assertDefined } from "../../engine/base/assert.ts";
import type { CommandName } from "../../engine/protocol/messages.ts";
import { END_US, FAULT, runnerScene, turns } from "../testing/runner-scene.ts";

describe("the runner", () => {
  it("plays a run to its end and its report", async () => {
    const { runner, run, engines, activity } = runnerScene();
    await runner.play();
    const { phase, current, engine } = run.getState();
    expect({ phase, engine }).toEqual({ phase: { kind: "finished" }, engine: "loaded" });
    expect(current).toMatchObject({ number: 1, nowUs: END_US, eventsRun: END_US, report: { status: "finished" } });
    expect(engines).toHaveLength(1);
    expect(activity.labels).toEqual([]);
  });

  it("uses the engine that was started before anybody needed it", async () => {
    const { runner, run, engines } = runnerScene();
    await runner.preload();
    expect(run.getState().engine).toBe("ready");
    await runner.play();
    expect(engines).toHaveLength(1);
    expect(engines[0]?.fake.asked.slice(0, 2)).toEqual(["boot", "load"]);
  });

  it("stays paused when somebody pauses while the engine starts", async () => {
    const { runner, run, phase } = runnerScene();
    const playing = runner.play();
    expect(phase()).toBe("starting");
    runner.pause();
    await playing;
    expect(run.getState()).toMatchObject({ phase: { kind: "paused" }, current: { eventsRun: 0 } });
  });

  it("goes back to the start while the engine starts, and starts no run by itself", async () => {
    const { runner, run, phase } = runnerScene();
    const playing = runner.play();
    await turns(3);
    await runner.reset();
    await playing;
    await turns(50);
    expect(phase()).toBe("idle");
    expect(run.getState().current).toBeUndefined();
  });

  it("steps one event at a time", async () => {
    const { runner, run, phase } = runnerScene();
    await runner.stepEvent();
    await runner.stepEvent();
    await runner.stepEvent();
    expect(run.getState().current?.eventsRun).toBe(3);
    expect(phase()).toBe("paused");
  });

  it("runs to an instant as fast as possible and pauses there, wherever the speed stands", async () => {
    const { runner, run, phase } = runnerScene();
    runner.setSpeed(1);
    await runner.runTo(70_000);
    expect(run.getState().current?.nowUs).toBe(70_000);
    expect(phase()).toBe("paused");
  });

  it("has no tables to ask before a run and after it was closed, and says so", async () => {
    const { runner, engines } = runnerScene();
    const request = { sql: "select 1", rowLimit: 1 };
    await expect(runner.ask("query", request)).rejects.toThrow(/tables of this run are gone/u);
    await expect(runner.ask("recordsOf", { table: "gold.a", row: [], limit: 1 })).rejects.toThrow(
      /tables of this run/u,
    );
    expect(engines).toHaveLength(0);
    await runner.play();
    await expect(runner.ask("query", request)).resolves.toMatchObject({ kind: "rows" });
    await runner.reset();
    await expect(runner.ask("query", request)).rejects.toThrow(/tables of this run are gone/u);
  });

  it("closes the old engine before the next one begins", async () => {
    const { runner, engines, most } = runnerScene();
    await runner.play();
    await runner.restart();
    await runner.restart();
    expect(engines.map(({ isOpen }) => isOpen)).toEqual([false, false, true]);
    expect(most.open).toBe(1);
  });

  it("keeps the run that a fork is compared with, and catches up with where it was", async () => {
    const { runner, run } = runnerScene();
    await runner.runTo(120_000);
    const baseline = run.getState().current;
    await runner.restart(baseline, 100_000);
    const { current, past } = run.getState();
    expect(run.getState().baseline?.number).toBe(1);
    expect(current?.number).toBe(2);
    expect(past.map(({ number }) => number)).toEqual([1]);
  });

  it("brings a past run back as it was left, without an engine", async () => {
    const { runner, run } = runnerScene();
    await runner.runTo(50_000);
    await runner.restart();
    await runner.openPast(1);
    expect(run.getState()).toMatchObject({ engine: "off", phase: { kind: "finished" }, current: { number: 1 } });
    expect(run.getState().past.map(({ number }) => number)).toEqual([2]);
    await runner.play();
    expect(run.getState().current).toMatchObject({ number: 3, nowUs: END_US });
  });
});

describe("a breakpoint of the runner", () => {
  it("is sent while it is on, and not during a replay", async () => {
    const condition = { kind: "record-lost" } as const;
    const requests: unknown[] = [];
    const { runner, run } = runnerScene({
      before: (name, request) => {
        if (name === "advance") requests.push(request);
      },
    });
    const off = { id: 1, condition: { kind: "record-duplicated" }, isOn: false } as const;
    run.setState({ breakpoints: [off, { id: 2, condition, isOn: true }] });
    await runner.runTo(50_000);
    expect(requests[0]).toMatchObject({ stopWhen: [condition] });
    await runner.killEngine();
    requests.length = 0;
    await runner.replay();
    expect(requests.length).toBeGreaterThan(0);
    expect(requests.some((request) => Object.hasOwn(request as object, "stopWhen"))).toBe(false);
  });
});

describe("an engine that is lost", () => {
  it("while it runs: the run can be played again to the very event", async () => {
    const { runner, run, phase } = runnerScene();
    runner.setSpeed(1);
    const playing = runner.play();
    await turns(120);
    await runner.killEngine();
    await playing;
    expect(phase()).toBe("lost");
    const before = assertDefined(run.getState().current, "a run");
    expect(before.eventsRun).toBeGreaterThan(0);
    await runner.replay();
    const after = assertDefined(run.getState().current, "a run");
    expect(phase()).toBe("paused");
    expect([after.number, after.eventsRun, after.nowUs]).toEqual([before.number, before.eventsRun, before.nowUs]);
  });

  it("while it is paused: the loss shows at once", async () => {
    const { runner, run, engines, phase } = runnerScene();
    await runner.runTo(50_000);
    engines[0]?.fail(new Error("out of memory"));
    expect(phase()).toBe("lost");
    expect(run.getState().phase).toMatchObject({ message: "out of memory" });
  });

  it("by a query that brings it down: whoever asked gets the error, and the run can be replayed", async () => {
    const { runner, run, phase } = runnerScene({
      before: (name) => {
        if (name === "query") throw new Error("memory access out of bounds");
      },
    });
    await runner.runTo(50_000);
    await expect(runner.ask("query", { sql: "select 1", rowLimit: 1 })).rejects.toThrow("out of bounds");
    expect(phase()).toBe("lost");
    expect(run.getState().phase).toMatchObject({ message: expect.stringContaining("A query brought the engine down") });
    await runner.replay();
    expect(phase()).toBe("paused");
  });

  it("before there was a run: the next play starts another", async () => {
    let isBroken = true;
    const { runner, phase } = runnerScene({
      before: (name) => {
        if (name === "load" && isBroken) throw new Error("no memory");
      },
    });
    await runner.play();
    expect(phase()).toBe("lost");
    isBroken = false;
    await runner.play();
    expect(phase()).toBe("finished");
  });

  it("after the run was over: nothing is lost but its tables", async () => {
    const { runner, run, phase } = runnerScene();
    await runner.play();
    await runner.killEngine();
    expect(phase()).toBe("finished");
    expect(run.getState().engine).toBe("off");
  });

  it("is given up when it does not answer for a minute", async () => {
    const { runner, run, phase, lookOften, engines } = runnerScene({
      before: (name: CommandName) => (name === "advance" ? new Promise<void>(() => undefined) : undefined),
    });
    void runner.play();
    await turns(60);
    expect(phase()).toBe("running");
    await lookOften();
    expect(run.getState().phase).toMatchObject({ kind: "lost", message: expect.stringMatching(/not answered/u) });
    expect(engines[0]?.isOpen).toBe(false);
  });

  it("is not given up while a person's query keeps it busy", async () => {
    const { runner, phase, lookOften } = runnerScene({
      before: (name) => (name === "advance" || name === "query" ? new Promise<void>(() => undefined) : undefined),
    });
    void runner.play();
    await turns(60);
    void runner.ask("query", { sql: "select 1", rowLimit: 1 }).catch(() => undefined);
    await lookOften();
    await lookOften();
    expect(phase()).toBe("running");
  });
});

describe("a fault that is injected", () => {
  it("is written into the run's text and, as one step, into the document", async () => {
    const { runner, run, document } = runnerScene();
    await runner.runTo(50_000);
    const outcome = await runner.inject(FAULT, "Crash broker 1");
    expect(outcome).toMatchObject({ kind: "injected", isWritten: true });
    const { current } = run.getState();
    expect(current?.text).toContain("fault: broker-crash");
    expect(document.getState().text).toBe(current?.text);
    expect(document.getState().past.map(({ label }) => label)).toEqual(["Crash broker 1"]);
    expect(current?.injected).toEqual([{ atUs: 1_000_000, label: "Crash broker 1" }]);
  });

  it("goes behind the faults of a document that has changed since", async () => {
    const { runner, run, document } = runnerScene();
    await runner.runTo(50_000);
    const other = { fault: "power-loss", broker: 1, at: "2s", for: "1s" };
    document.getState().applyEdits([{ path: ["chaos", 0], value: other }], { label: "Add a power loss" });
    await runner.inject(FAULT, "Crash broker 1");
    expect(document.getState().drawing.faults.map(({ value }) => value["fault"])).toEqual([
      "power-loss",
      "broker-crash",
    ]);
    expect(run.getState().current?.text).not.toContain("power-loss");
  });

  it("strikes the run although a broken text cannot take it, and says so", async () => {
    const { runner, run, document } = runnerScene();
    await runner.runTo(50_000);
    document.getState().setText("version: [1\n", { label: "Type in YAML" });
    expect(await runner.inject(FAULT, "Crash broker 1")).toMatchObject({ kind: "injected", isWritten: false });
    expect(run.getState().current?.text).toContain("broker-crash");
  });
});
