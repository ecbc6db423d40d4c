import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RunSpeed } from "../stores/run-store.ts";
import { END_US, FAULT, runnerScene, turns } from "../testing/runner-scene.ts";

const SEED = 20261127;

type Scene = ReturnType<typeof runnerScene>;

const SPEEDS: readonly RunSpeed[] = [1, 60, "max"];
const ACTS: Readonly<Record<string, (scene: Scene, value: number) => unknown>> = {
  play: ({ runner }) => runner.play(),
  pause: ({ runner }) => runner.pause(),
  "step-event": ({ runner }) => runner.stepEvent(),
  "run-to": ({ runner }, value) => runner.runTo(value * 1_000),
  reset: ({ runner }) => runner.reset(),
  restart: ({ runner }) => runner.restart(),
  replay: ({ runner }) => runner.replay(),
  kill: ({ runner }) => runner.killEngine(),
  preload: ({ runner }) => runner.preload(),
  inject: ({ runner }) => runner.inject(FAULT, "Crash broker 1").catch(() => undefined),
  "open-past": ({ runner }, value) => runner.openPast(value % 4),
  edit: ({ document }, value) =>
    document.getState().setText(`${document.getState().text}# ${value}\n`, { label: "Type" }),
  speed: ({ runner }, value) => runner.setSpeed(SPEEDS[value % SPEEDS.length] ?? 1),
};
const anAct = fc.record({
  name: fc.constantFrom(...Object.keys(ACTS)),
  turns: fc.integer({ min: 0, max: 40 }),
  value: fc.nat({ max: 250 }),
});

describe("whatever a person does, and however fast", () => {
  it(`one engine at a time, one slice at a time, and a run that comes to its end, seed ${SEED}`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anAct, { maxLength: 25 }), async (acts) => {
        const stage = runnerScene();
        const performed: unknown[] = [];
        for (const act of acts) {
          performed.push(ACTS[act.name]?.(stage, act.value));
          await turns(act.turns);
        }
        stage.runner.pause();
        await Promise.all(performed);
        const { run, runner, most, engines, activity } = stage;
        expect(most.open).toBeLessThanOrEqual(1);
        expect(most.advancing).toBeLessThanOrEqual(1);
        expect(activity.labels).toEqual([]);
        expect(["starting", "running", "checking"]).not.toContain(run.getState().phase.kind);

        runner.setSpeed("max");
        if (run.getState().phase.kind === "lost") await runner.play();
        const isNew = ["idle", "finished", "refused"].includes(run.getState().phase.kind);
        if (!isNew || run.getState().current === undefined) await runner.play();
        else await runner.restart();
        expect(run.getState().phase.kind).toBe("finished");
        expect(run.getState().current).toMatchObject({ nowUs: END_US, eventsRun: END_US });
        const open = engines.filter(({ isOpen }) => isOpen);
        expect(open.map(({ fake }) => fake.eventsRun)).toEqual([END_US]);
        const numbers = run.getState().past.map(({ number }) => number);
        expect(new Set(numbers).size).toBe(numbers.length);
      }),
      { seed: SEED, numRuns: 300 },
    );
  });
});
