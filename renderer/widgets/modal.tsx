import { X } from "lucide-react";
import { Dialog } from "radix-ui";
import type { ReactNode } from "react";
import { IconButton } from "./icon-button.tsx";

const WIDTHS = { narrow: "w-[420px]", middle: "w-[640px]", wide: "w-[960px]" } as const;

type ModalProps = {
  readonly title: string;
  /** One sentence under the title. */
  readonly description?: ReactNode;
  readonly width?: keyof typeof WIDTHS;
  readonly onClose: () => void;
  readonly children?: ReactNode;
  /** The buttons, the default one last. */
  readonly footer?: ReactNode;
};

/** A dialog over the app while it is mounted: Esc or a click beside it closes it, the focus goes back to where it was. */
export function Modal({ title, description, width = "middle", onClose, children, footer }: ModalProps): ReactNode {
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/50" />
        <Dialog.Content
          {...(description === undefined && { "aria-describedby": undefined })}
          onOpenAutoFocus={focusContent}
          className={`floating fixed top-[8vh] left-1/2 z-40 flex max-h-[84vh] max-w-[calc(100vw-32px)] -translate-x-1/2 flex-col rounded-dialog ${WIDTHS[width]}`}
        >
          <header className="flex items-start gap-3 px-5 pt-4 pb-3">
            <div className="min-w-0 flex-1">
              <Dialog.Title className="text-title font-semibold [overflow-wrap:anywhere]">{title}</Dialog.Title>
              {description !== undefined && (
                <Dialog.Description className="mt-1 text-t2 [overflow-wrap:anywhere]">{description}</Dialog.Description>
              )}
            </div>
            <IconButton label="Close" onClick={onClose}>
              <X size={16} />
            </IconButton>
          </header>
          {children !== undefined && (
            // A region that scrolls must be reachable by keyboard, and axe asks for it even where its buttons are.
            <section aria-label={title} className="min-h-0 flex-1 overflow-auto px-5 pb-4" tabIndex={-1}>
              {children}
            </section>
          )}
          {footer !== undefined && (
            <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">{footer}</footer>
          )}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** The focus begins where the work is, not on the button that closes. */
function focusContent(event: Event): void {
  const { currentTarget } = event;
  if (!(currentTarget instanceof HTMLElement)) return;
  const selectors = [
    "[data-autofocus] :is(input, select, textarea)",
    "[data-autofocus]",
    "section :is(input, select, textarea)",
    'section [role="radio"][aria-checked="true"]',
    "footer button:last-child",
    "section button",
  ];
  const first = selectors.map((selector) => currentTarget.querySelector<HTMLElement>(selector)).find(Boolean);
  event.preventDefault();
  (first ?? currentTarget).focus();
}
