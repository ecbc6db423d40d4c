import { ChartLine } from "lucide-react";
import { Popover } from "radix-ui";
import { type ReactNode, useId, useState } from "react";
import { Button } from "../widgets/button.tsx";
import { SearchInput } from "../widgets/search-input.tsx";
import { useSettings, useWorkbench } from "../workbench/workbench.ts";
import type { Track } from "./track-catalogue.ts";
import { applyTrackChange } from "./track-choices.ts";

/** More lines than this are found by typing, not by looking. */
const SHOWN_MAX = 80;

/** The way to every chart that a pipeline can have: search, tick, untick. */
export function TrackChooser({ tracks }: { readonly tracks: readonly Track[] }): ReactNode {
  const [search, setSearch] = useState("");
  return (
    <Popover.Root onOpenChange={() => setSearch("")}>
      <Popover.Trigger asChild>
        <Button tone="quiet" className="!h-6 !px-1.5">
          <ChartLine size={14} aria-hidden /> Charts
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          side="top"
          sideOffset={4}
          collisionPadding={8}
          aria-label="Charts of the timeline"
          className="floating z-50 flex max-h-[60vh] w-96 flex-col gap-1 rounded-button p-2"
        >
          <SearchInput label="Find a variable" value={search} onChange={setSearch} />
          <TrackList tracks={tracks} search={search.trim().toLowerCase()} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function TrackList({ tracks, search }: { readonly tracks: readonly Track[]; readonly search: string }): ReactNode {
  const { settings } = useWorkbench();
  const chosen = useSettings((state) => state.tracks);
  const prefix = useId();
  const found = tracks.filter(({ title, id }) => `${title} ${id}`.toLowerCase().includes(search));
  return (
    <ul className="min-h-0 overflow-y-auto">
      {found.slice(0, SHOWN_MAX).map(({ id, title, definition, series, more }) => {
        const isShown = chosen.some((track) => track.id === id);
        return (
          <li key={id}>
            <label
              className="flex min-h-7 items-center gap-2 rounded-control px-1 text-table hover:bg-hover"
              htmlFor={`${prefix}${id}`}
              title={definition}
            >
              <input
                id={`${prefix}${id}`}
                type="checkbox"
                className="size-4 shrink-0 accent-accent"
                checked={isShown}
                onChange={() => applyTrackChange(settings, { kind: isShown ? "hide" : "show", id })}
              />
              <bdi className="min-w-0 flex-1 truncate">{title.slice(0, 200)}</bdi>
              <span className="shrink-0 text-meta text-t3">
                {id.startsWith("one:") ? "" : `${series.length + more} series`}
              </span>
            </label>
          </li>
        );
      })}
      {found.length === 0 && <li className="p-2 text-t2">No variable of this pipeline has that in its name.</li>}
      {found.length > SHOWN_MAX && (
        <li className="p-2 text-meta text-t3">{found.length - SHOWN_MAX} more: type some letters to find them.</li>
      )}
    </ul>
  );
}
