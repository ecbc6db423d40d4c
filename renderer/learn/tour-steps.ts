/** One stop of the tour, beside a control that is really there. */
export type TourStep = {
  readonly title: string;
  readonly text: string;
  /** Finds the control on the page. */
  readonly anchor: string;
  readonly side: "top" | "right" | "bottom" | "left";
};

/** The five stops. */
export const TOUR_STEPS: readonly TourStep[] = [
  {
    title: "This is a pipeline",
    text: "Real rows flow from a source through a replicated log into bronze, silver and gold tables. Select a node and the inspector shows what it is set to.",
    anchor: "main",
    side: "left",
  },
  {
    title: "Run it",
    text: "Play runs the whole incident in half a minute. The key is Space; a full stop steps one event.",
    anchor: '[aria-label="Run control"], header button[aria-label="Play"], header button[aria-label="Pause"]',
    side: "bottom",
  },
  {
    title: "See what happened, and when",
    text: "Faults, and what the system did about them, lie over the metrics. Drag anywhere to go back in time: canvas, tables and events all show that instant.",
    anchor: '#lower-panel [role="tablist"]',
    side: "top",
  },
  {
    title: "Ask the tables, check the promises",
    text: "Data opens every table to SQL as it was at the instant shown. Checks says which promises held, with rows as evidence.",
    anchor: '#lower-panel [role="tablist"]',
    side: "top",
  },
  {
    title: "Everything has a name",
    text: "Ctrl+K finds every command, node, table and term. The question mark shows all keys. Now draw something, or break this.",
    anchor: '[data-tour="search"]',
    side: "bottom",
  },
];
