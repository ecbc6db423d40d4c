// @vitest-environment jsdom
import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { createWorkbench } from "../app/create-workbench.ts";
import { MemoryHost, MemoryMachine } from "../testing/memory-host.ts";
import { runnerScene } from "../testing/runner-scene.ts";
import { WorkbenchContext } from "../workbench/workbench.ts";
import { RunBanners } from "./run-banners.tsx";

afterEach(cleanup);

it("a changed drawing is offered as a run only while it can be one", async () => {
  const { document, run, runner } = runnerScene();
  await runner.play();
  const bench = { ...createWorkbench(new MemoryHost(new MemoryMachine()), {}), document, run, runner };
  render(
    <WorkbenchContext.Provider value={bench}>
      <RunBanners />
    </WorkbenchContext.Provider>,
  );
  const { text } = document.getState();
  const isOffered = (): boolean => screen.queryByText(/has changed since run 1/u) !== null;
  expect(isOffered()).toBe(false);

  act(() => document.getState().setText(text.replace("partitions: 1", "partitions: 2"), { label: "Edit" }));
  expect(isOffered()).toBe(true);

  act(() => document.getState().setText(text.replace(", job -> bronze.orders", ""), { label: "Edit" }));
  expect(document.getState().parsed).toBeDefined();
  expect(document.getState().problems).not.toEqual([]);
  expect(isOffered()).toBe(false);
});
