import { describe, expect, it } from "vitest";
import { ok } from "../../engine/base/result.ts";
import type { CommandName, LoadRequest } from "../../engine/protocol/messages.ts";
import { TINY_SCENARIO } from "../../engine/testing/tiny-scenario.ts";
import type { Host } from "../host/host.ts";
import { END_US, runnerScene, turns } from "../testing/runner-scene.ts";

const WITH_FILE = TINY_SCENARIO.replace("pipeline:", "datasets:\n  rows: { file: rows.csv, format: csv }\npipeline:");

/** How often each engine was told to load. */
function loadsOf(engines: ReturnType<typeof runnerScene>["engines"]): number[] {
  return engines.map(({ fake }) => fake.asked.filter((name) => name === "load").length);
}

describe("a runner that nobody has asked to play", () => {
  it("reads the document ahead, rehearses, and plays what it read again, from zero", async () => {
    const { runner, run, engines, document } = runnerScene();
    const states: string[] = [];
    run.subscribe(({ engine }) => states.at(-1) === engine || states.push(engine));
    await runner.preload();
    await runner.preload();
    expect(engines[0]?.fake.asked.filter((name, index, all) => name !== all[index - 1])).toEqual([
      "boot",
      "load",
      "advance",
      "load",
    ]);
    await runner.stepEvent();
    expect(run.getState().current).toMatchObject({ text: document.getState().text, eventsRun: 1 });
    expect(loadsOf(engines)).toEqual([2]);
    expect(states).toEqual(["starting", "reading", "ready", "loaded"]);
  });

  it("hands the engine whole files each time it reads", async () => {
    const bytes: number[] = [];
    const host = { readData: async () => ok(new Uint8Array(7)) } as Partial<Host> as Host;
    const before = (name: CommandName, request: unknown): void => {
      if (name === "load") bytes.push(...(request as LoadRequest).datasets.map((dataset) => dataset.bytes.length));
    };
    const { runner, document, phase } = runnerScene({ before }, host);
    document.getState().setText(WITH_FILE, { label: "Edit" });
    await runner.preload();
    expect(bytes).toEqual([7, 7]);
    await runner.play();
    expect([phase(), ...bytes]).toEqual(["finished", 7, 7]);
  });

  it("takes what it is reading when somebody plays meanwhile", async () => {
    const { runner, engines, phase } = runnerScene();
    const preload = runner.preload();
    await turns(8);
    await runner.play();
    await preload;
    expect([phase(), loadsOf(engines)]).toEqual(["finished", [1]]);
  });

  it("plays the document as it is now, not as it was read ahead", async () => {
    const { runner, run, engines, document } = runnerScene();
    await runner.preload();
    document.getState().setText(`${document.getState().text}# changed\n`, { label: "Edit" });
    await runner.play();
    expect(run.getState().current?.text).toMatch(/# changed\n$/u);
    expect(loadsOf(engines)).toEqual([3]);
  });

  it("breaks a rehearsal off when somebody plays, and reads the run anew", async () => {
    const { runner, run, engines } = runnerScene({
      before: (name) => {
        if (name === "advance" && run.getState().phase.kind === "idle") rehearsed.push(runner.play());
      },
    });
    const rehearsed: Promise<void>[] = [];
    await runner.preload();
    await Promise.all(rehearsed);
    expect(run.getState()).toMatchObject({
      phase: { kind: "finished" },
      current: { nowUs: END_US, eventsRun: END_US },
    });
    expect([rehearsed.length, ...loadsOf(engines)]).toEqual([1, 2]);
  });

  it("rehearses once with an engine: another text is only read", async () => {
    const { runner, engines, document } = runnerScene();
    await runner.preload();
    const rehearsed = engines[0]?.fake.slices.length;
    document.getState().setText(`${document.getState().text}# changed\n`, { label: "Edit" });
    await runner.preload();
    expect([engines[0]?.fake.slices.length, ...loadsOf(engines)]).toEqual([rehearsed, 3]);
  });

  it("says what keeps the document from running before anybody plays it, and no longer of another text", async () => {
    const problem = {
      file: "",
      message: "no such column",
      path: "pipeline.nodes[0].sql",
      line: 3,
      column: 5,
      found: "a",
      allowed: "b",
      code: "sql",
    };
    const { runner, run, phase } = runnerScene({ load: { kind: "refused", problems: [problem] } });
    await runner.preload();
    expect(run.getState()).toMatchObject({ engine: "ready", readAhead: { problems: [problem] } });
    expect(phase()).toBe("idle");
    await expect(runner.ask("checkSql", { sql: "select 1" })).rejects.toThrow(/tables of this run/u);
    await runner.play();
    expect(phase()).toBe("refused");
  });

  it("answers about SQL as soon as the document is read", async () => {
    const { runner, engines } = runnerScene();
    await runner.preload();
    await runner.ask("sqlCatalogue", {});
    expect(engines[0]?.fake.asked.at(-1)).toBe("sqlCatalogue");
    await expect(runner.ask("query", { sql: "select 1", rowLimit: 1 })).rejects.toThrow(/tables of this run/u);
  });

  it("reads nothing ahead over a run, and reads anew for the run after it", async () => {
    const { runner, engines } = runnerScene();
    await runner.preload();
    await runner.play();
    await runner.preload();
    expect(loadsOf(engines)).toEqual([2]);
    await runner.restart();
    expect(loadsOf(engines)).toEqual([2, 1]);
  });

  it("is lost when the engine fails while a play waits for what it reads ahead", async () => {
    const { runner, engines, phase } = runnerScene();
    void runner.preload();
    await turns(8);
    const playing = runner.play();
    engines[0]?.fail(new Error("out of memory"));
    await playing;
    expect(phase()).toBe("lost");
    await runner.play();
    expect(phase()).toBe("finished");
  });
});
