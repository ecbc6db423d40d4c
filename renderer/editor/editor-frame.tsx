import { type ReactNode, useEffect, useRef, useState } from "react";
import { useWorkbench } from "../workbench/workbench.ts";
import { loadMonaco, type Monaco } from "./load-monaco.ts";

type EditorFrameProps = {
  /** What a screen reader calls it. */
  readonly label: string;
  /** CSS height; the editor fills its parent when left out. */
  readonly height?: string | undefined;
  /** Fills the place once Monaco is there; what it returns is called before the place goes. Later ones are not looked at. */
  readonly make: (monaco: Monaco, place: HTMLElement) => () => void;
};

/** A place for an editor: Monaco is brought in when the first opens, and a sentence stands there until it is, or if it never is. */
export function EditorFrame({ label, height, make }: EditorFrameProps): ReactNode {
  const { activity } = useWorkbench();
  const place = useRef<HTMLDivElement>(null);
  const [monaco, setMonaco] = useState<Monaco>();
  const [failure, setFailure] = useState<string>();
  const first = useRef(make);

  useEffect(() => {
    let isWanted = true;
    loadMonaco(activity).then(
      (loaded) => isWanted && setMonaco(loaded),
      (error: unknown) => isWanted && setFailure(error instanceof Error ? error.message : String(error)),
    );
    return () => {
      isWanted = false;
    };
  }, [activity]);

  useEffect(
    () => (monaco === undefined || place.current === null ? undefined : first.current(monaco, place.current)),
    [monaco],
  );

  return (
    <section
      aria-label={label}
      // "nokey" keeps the canvas from taking the space bar, which it listens to everywhere: the editor is no input element.
      className="nokey relative h-full min-h-0"
      style={height === undefined ? undefined : { height }}
    >
      <div ref={place} className="absolute inset-0" />
      {monaco === undefined && (
        <p className="p-3 text-t2" role="status">
          {failure === undefined
            ? "Opening the editor …"
            : `The editor cannot be opened: ${failure} Reload the page to try again.`}
        </p>
      )}
    </section>
  );
}
