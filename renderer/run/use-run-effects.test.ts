// @vitest-environment jsdom
import { renderHook } from "@testing-library/react";
import { createElement, type ReactNode } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createWorkbench } from "../app/create-workbench.ts";
import { openDocument } from "../files/open-document.ts";
import { MemoryHost, MemoryMachine } from "../testing/memory-host.ts";
import { runnerScene, turns } from "../testing/runner-scene.ts";
import { WorkbenchContext } from "../workbench/workbench.ts";
import { useRunEffects } from "./use-run-effects.ts";

beforeEach(() => {
  vi.stubGlobal("requestIdleCallback", (work: () => void) => queueMicrotask(work));
  vi.stubGlobal("cancelIdleCallback", () => undefined);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

it("the document that is opened after a run finds an engine of its own that is ready, and the run is past", async () => {
  const { document, run, runner, engines } = runnerScene();
  const bench = { ...createWorkbench(new MemoryHost(new MemoryMachine()), {}), document, run, runner };
  const wrapper = ({ children }: { readonly children: ReactNode }): ReactNode =>
    createElement(WorkbenchContext.Provider, { value: bench }, children);
  const { unmount } = renderHook(useRunEffects, { wrapper });
  await vi.waitFor(() => expect(run.getState().engine).toBe("ready"));
  await runner.play();
  expect(run.getState().engine).toBe("loaded");

  const { text } = document.getState();
  await openDocument(bench, { text, origin: { kind: "untitled", name: "another" } });
  await vi.waitFor(() => expect(run.getState().engine).toBe("ready"));
  await turns(20);
  expect(run.getState()).toMatchObject({ phase: { kind: "idle" }, current: undefined, past: [{ number: 1 }] });
  expect(engines.filter(({ isOpen }) => isOpen)).toHaveLength(1);
  unmount();
});
