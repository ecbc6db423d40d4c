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

function effectsOf(scene: ReturnType<typeof runnerScene>) {
  const { document, run, runner } = scene;
  const bench = { ...createWorkbench(new MemoryHost(new MemoryMachine()), {}), document, run, runner };
  const wrapper = ({ children }: { readonly children: ReactNode }): ReactNode =>
    createElement(WorkbenchContext.Provider, { value: bench }, children);
  return { bench, unmount: renderHook(useRunEffects, { wrapper }).unmount };
}

it("the document that is opened after a run finds an engine of its own that is ready, and the run is past", async () => {
  const scene = runnerScene();
  const { document, run, runner, engines } = scene;
  const { bench, unmount } = effectsOf(scene);
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

it("a refusal is over with the text that was refused: the new one is read ahead, and is not said to be unable to run", async () => {
  const problems = [
    { file: "", message: "syntax error", path: "", line: 1, column: 1, found: "a", allowed: "b", code: "sql" },
  ];
  const scene = runnerScene({ load: { kind: "refused", problems } });
  const { document, run, runner, engines } = scene;
  const { unmount } = effectsOf(scene);
  const { text } = document.getState();
  await vi.waitFor(() => expect(run.getState()).toMatchObject({ engine: "ready", readAhead: { text, problems } }));
  await runner.play();
  await turns(20);
  expect(run.getState().phase).toEqual({ kind: "refused", text, problems });

  const mended = `${text}# mended\n`;
  document.getState().setText(mended, { label: "Edit" });
  await vi.waitFor(() => expect(run.getState().phase.kind).toBe("idle"));
  await vi.waitFor(() => expect(run.getState()).toMatchObject({ engine: "ready", readAhead: { text: mended } }), 5_000);
  expect(engines.filter(({ isOpen }) => isOpen)).toHaveLength(1);
  unmount();
});
