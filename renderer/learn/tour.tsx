import { Popover } from "radix-ui";
import { type ReactNode, useMemo } from "react";
import { Button } from "../widgets/button.tsx";
import { useSettings, useView } from "../workbench/workbench.ts";
import { TOUR_STEPS } from "./tour-steps.ts";

/** Five marks beside real controls. Esc leaves the tour, which then goes on at the same mark; the app can be used meanwhile. */
export function Tour(): ReactNode {
  const isOpen = useView((view) => view.isTourOpen);
  const showTour = useView((view) => view.showTour);
  const step = useSettings((settings) => settings.tourStep);
  const change = useSettings((settings) => settings.change);
  const isDialogOpen = useView((view) => view.dialog !== undefined);
  const mark = TOUR_STEPS[step];
  const anchor = useMemo(() => (mark === undefined ? undefined : anchorOf(mark.anchor)), [mark]);
  if (!isOpen || isDialogOpen || mark === undefined || anchor === undefined) return undefined;
  const isLast = step === TOUR_STEPS.length - 1;
  const leave = (): void => showTour(false);
  const end = (): void => {
    leave();
    change({ isTourDone: true, tourStep: 0 });
  };
  return (
    <Popover.Root open key={step}>
      <Popover.Anchor virtualRef={anchor} />
      <Popover.Portal>
        <Popover.Content
          side={mark.side}
          sideOffset={8}
          collisionPadding={12}
          aria-label={`Tour, step ${step + 1} of ${TOUR_STEPS.length}: ${mark.title}`}
          className="floating z-30 flex w-80 flex-col gap-2 rounded-card border-accent p-4"
          onEscapeKeyDown={leave}
          onInteractOutside={(event) => event.preventDefault()}
          onCloseAutoFocus={focusCanvas}
        >
          <p className="text-meta text-t2">
            Tour, {step + 1} of {TOUR_STEPS.length}
          </p>
          <h2 className="text-title font-semibold">{mark.title}</h2>
          <p className="text-t2">{mark.text}</p>
          <div className="mt-1 flex justify-end gap-2">
            {!isLast && (
              <Button tone="quiet" onClick={end}>
                Skip the tour
              </Button>
            )}
            {step > 0 && <Button onClick={() => change({ tourStep: step - 1 })}>Back</Button>}
            <Button tone="primary" onClick={() => (isLast ? end() : change({ tourStep: step + 1 }))}>
              {isLast ? "Done" : "Next"}
            </Button>
          </div>
          <Popover.Arrow className="fill-raised" />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** A control that may be drawn anew while its mark is open: found again whenever its place is asked. */
function anchorOf(selector: string): { readonly current: { getBoundingClientRect(): DOMRect } } {
  return {
    current: {
      getBoundingClientRect: () => document.querySelector(selector)?.getBoundingClientRect() ?? new DOMRect(),
    },
  };
}

/** The invitation that opened the tour is gone by now; the focus would be nowhere. */
function focusCanvas(event: Event): void {
  if (document.activeElement !== document.body) return;
  event.preventDefault();
  document.getElementById("canvas")?.focus();
}
