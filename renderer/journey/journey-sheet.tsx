import { Route, X } from "lucide-react";
import { Dialog } from "radix-ui";
import { type FormEvent, type ReactNode, useState } from "react";
import { timestampText } from "../../engine/export/cell-text.ts";
import type { Journey } from "../../engine/protocol/inspection.ts";
import { Button } from "../widgets/button.tsx";
import { EmptyState } from "../widgets/empty-state.tsx";
import { IconButton } from "../widgets/icon-button.tsx";
import { TextInput } from "../widgets/text-input.tsx";
import { useRun, useView, useWorkbench } from "../workbench/workbench.ts";
import { JourneySteps } from "./journey-steps.tsx";
import { useJourney } from "./use-journey.ts";

/** More of a record's value is not shown here: bronze has it whole. */
const VALUE_CHARACTERS = 2_000;

/** One record in every stage, beside the canvas, which stays in use: each step leads to its instant and its node. */
export function JourneySheet(): ReactNode {
  const { view } = useWorkbench();
  const subject = useView((facts) => facts.dialog?.subject);
  const correlationId = readId(subject ?? "");
  const { closeDialog } = view.getState();
  return (
    <Dialog.Root open modal={false} onOpenChange={(isOpen) => !isOpen && closeDialog()}>
      <Dialog.Portal>
        <Dialog.Content
          aria-describedby={undefined}
          // The canvas and the timeline are used beside it, not instead of it.
          onInteractOutside={(event) => event.preventDefault()}
          onOpenAutoFocus={focusId}
          className="floating fixed top-[44px] right-0 bottom-6 z-30 flex w-[400px] max-w-full flex-col rounded-none border-y-0 border-r-0"
        >
          <header className="flex items-center gap-2 border-b border-line px-3 py-2">
            <Route size={16} aria-hidden className="text-t3" />
            <Dialog.Title className="flex-1 text-title font-semibold">
              {correlationId === undefined ? "Follow a record" : `Record ${correlationId}`}
            </Dialog.Title>
            <IconButton label="Close" onClick={closeDialog}>
              <X size={16} />
            </IconButton>
          </header>
          <IdForm key={subject} subject={subject ?? ""} />
          <section aria-label="Journey" className="min-h-0 flex-1 overflow-auto" tabIndex={-1}>
            <Content correlationId={correlationId} />
          </section>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** On the button that closes, its tooltip would open over the form, and take the first Esc. */
function focusId(event: Event): void {
  const { currentTarget } = event;
  if (!(currentTarget instanceof HTMLElement)) return;
  event.preventDefault();
  currentTarget.querySelector("input")?.focus();
}

function IdForm({ subject }: { readonly subject: string }): ReactNode {
  const { view } = useWorkbench();
  const [text, setText] = useState(subject);
  const id = readId(text);
  const find = (event: FormEvent): void => {
    event.preventDefault();
    if (id !== undefined) view.getState().openDialog("journey", String(id));
  };
  return (
    <form onSubmit={find} className="flex items-center gap-2 border-b border-line px-3 py-2">
      <label htmlFor="journey-id" className="text-table text-t2">
        Correlation id
      </label>
      <TextInput
        id="journey-id"
        inputMode="numeric"
        value={text}
        aria-invalid={text.trim() !== "" && id === undefined ? true : undefined}
        className="min-w-0 flex-1"
        onChange={(event) => setText(event.target.value)}
      />
      <Button
        type="submit"
        whyNot={id === undefined ? "A correlation id is a whole number: 0, 1, 2 and so on." : undefined}
      >
        Follow
      </Button>
    </form>
  );
}

function Content({ correlationId }: { readonly correlationId: number | undefined }): ReactNode {
  const hasRun = useRun((run) => run.current !== undefined);
  const found = useJourney(correlationId);
  if (!hasRun) {
    return <EmptyState title="There is no run yet" text="Press Play: records get their numbers as they are sent." />;
  }
  if (correlationId === undefined) {
    const text =
      "Every record has a number, its correlation_id, in bronze and silver. Type one here, or right-click a row in the Data panel.";
    return <EmptyState title="Which record?" text={text} />;
  }
  switch (found.kind) {
    case "asking":
      return <p className="p-3 text-t2">Looking for it…</p>;
    case "failed":
      return (
        <p role="alert" className="p-3 text-crit-text">
          {found.message}
        </p>
      );
    case "unknown":
      return (
        <EmptyState
          title={`Record ${correlationId} has not been sent`}
          text="Records are counted from 0 in the order in which they are sent. The run may not have come to this one yet."
        />
      );
    case "found":
      return <Found journey={found.journey} />;
  }
}

function Found({ journey }: { readonly journey: Journey }): ReactNode {
  const { source, key, value, eventTimeUs, fate, steps } = journey;
  return (
    <div className="flex flex-col gap-3 p-3">
      <p className="rounded-control border border-line bg-panel px-2.5 py-2 [overflow-wrap:anywhere]">{fate}</p>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 text-table">
        <dt className="text-t3">Source</dt>
        <dd className="min-w-0 [overflow-wrap:anywhere]">
          <bdi>{source.slice(0, 300)}</bdi>
        </dd>
        <dt className="text-t3">Key</dt>
        <dd className="min-w-0 font-mono [overflow-wrap:anywhere]">
          <bdi>{key === undefined ? "none" : key.slice(0, 300)}</bdi>
        </dd>
        <dt className="text-t3">Event time</dt>
        <dd className="font-mono">{timestampText(BigInt(Math.round(eventTimeUs)))}</dd>
        <dt className="text-t3">Value</dt>
        <dd className="max-h-28 min-w-0 overflow-auto whitespace-pre-wrap font-mono [overflow-wrap:anywhere]">
          <bdi>{value.slice(0, VALUE_CHARACTERS)}</bdi>
          {value.length > VALUE_CHARACTERS && "…"}
        </dd>
      </dl>
      <JourneySteps steps={steps} />
    </div>
  );
}

function readId(text: string): number | undefined {
  return /^\s*\d{1,15}\s*$/u.test(text) ? Number(text) : undefined;
}
