// @vitest-environment jsdom
import { act, renderHook } from "@testing-library/react";
import { createElement, type ReactNode } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { MemoryHost, MemoryMachine } from "../testing/memory-host.ts";
import { WorkbenchContext } from "../workbench/workbench.ts";
import { createWorkbench } from "./create-workbench.ts";
import { useBusy } from "./use-busy.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("names what a person has waited for over 300 ms, and nothing that is seen to go on", () => {
  const bench = createWorkbench(new MemoryHost(new MemoryMachine()), {});
  const wrapper = ({ children }: { readonly children: ReactNode }): ReactNode =>
    createElement(WorkbenchContext.Provider, { value: bench }, children);
  const { result } = renderHook(() => useBusy()?.label, { wrapper });
  const pass = (ms: number): void => {
    act(() => void vi.advanceTimersByTime(ms));
  };

  act(() => void bench.activity.beginSeen("drawing live values"));
  pass(2_000);
  expect(result.current).toBeUndefined();

  let end = (): void => undefined;
  act(() => {
    end = bench.activity.begin("saving");
  });
  pass(299);
  expect(result.current).toBeUndefined();
  pass(1);
  expect(result.current).toBe("saving");
  act(() => end());
  expect(result.current).toBeUndefined();
});
