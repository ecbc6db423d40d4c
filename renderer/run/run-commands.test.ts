// @vitest-environment jsdom
import { expect, it } from "vitest";
import { createWorkbench } from "../app/create-workbench.ts";
import { MemoryHost, MemoryMachine } from "../testing/memory-host.ts";
import { runnerScene } from "../testing/runner-scene.ts";

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
