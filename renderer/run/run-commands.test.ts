// @vitest-environment jsdom
import { expect, it } from "vitest";
import { assertDefined } from "../../engine/base/assert.ts";
import { timeUs } from "../../engine/base/time.ts";
import { createWorkbench } from "../app/create-workbench.ts";
import { MemoryHost, MemoryMachine } from "../testing/memory-host.ts";
import { runnerScene } from "../testing/runner-scene.ts";
import type { Workbench } from "../workbench/workbench.ts";

it("a fork is offered once the scenario says something else than the run was made from", async () => {
  const scene = runnerScene();
  await scene.runner.runTo(120_000);
  const bench = createWorkbench(new MemoryHost(new MemoryMachine()), {});
  const reasonOf = (): string | undefined => bench.commands.get("run.fork")?.whyNot?.(bench);
  expect(reasonOf()).toMatch(/^There is no run yet/u);
  const current = scene.run.getState().current;
  bench.run.setState({ current, phase: { kind: "paused" } });
  bench.document.getState().open({ text: current?.text ?? "", origin: { kind: "untitled", name: "x" } });
  expect(reasonOf()).toMatch(/would be the same run/u);
  bench.document.getState().setText(`${current?.text}# another\n`, { label: "Type" });
  expect(reasonOf()).toBeUndefined();
});

/** A run that is over, on the screen of an app whose document it was made from. */
async function finishedScene() {
  const scene = runnerScene();
  await scene.runner.play();
  const { document, run, runner } = scene;
  const bench: Workbench = { ...createWorkbench(new MemoryHost(new MemoryMachine()), {}), document, run, runner };
  const press = (id: string) => bench.commands.run(id, bench);
  return { ...scene, bench, press };
}

it("a run on the screen is not given up for a scenario that is known not to run", async () => {
  const { bench, document, run, engines, press } = await finishedScene();
  document
    .getState()
    .setText(document.getState().text.replace("replicationFactor: 1", "replicationFactor: none"), { label: "Type" });
  expect(document.getState().problems.length).toBeGreaterThan(0);
  for (const id of ["run.play-pause", "run.restart", "run.fork", "run.until-record-lost"]) {
    expect(await press(id), id).toMatch(/^The scenario has \d problems?, so run 1 stays/u);
  }
  expect(run.getState()).toMatchObject({ phase: { kind: "finished" }, current: { number: 1 }, engine: "loaded" });
  expect(engines).toHaveLength(1);

  bench.view.getState().showInstant(1);
  expect(await press("run.play-pause")).toBeUndefined();
});

it("a step never ends a run that is over; in Review it goes on in the recording", async () => {
  const { bench, run, engines, press } = await finishedScene();
  expect(await press("run.step-event")).toMatch(/^The run is over/u);
  expect(await press("run.step-batch")).toMatch(/^The run is over/u);

  const { current } = run.getState();
  const eventAt = (us: number, kind: string) =>
    ({ kind, atUs: timeUs(us), subject: "job", severity: "info", message: "", fields: {} }) as const;
  const events = [eventAt(10, "fault-began"), eventAt(20, "batch-committed"), eventAt(30, "fault-ended")];
  run.setState({ current: { ...assertDefined(current, "no run"), events } });
  bench.view.getState().showInstant(0);
  const shown: (number | undefined)[] = [];
  for (const id of ["run.step-event", "run.step-batch", "run.step-event", "run.step-batch"]) {
    await press(id);
    shown.push(bench.view.getState().shownUs);
  }
  expect(shown).toEqual([10, 20, 30, undefined]);
  expect(engines).toHaveLength(1);
});
