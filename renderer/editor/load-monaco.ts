import type { Activity } from "../stores/activity.ts";

/** Monaco with its languages and the app's theme. */
export type Monaco = Awaited<ReturnType<typeof importMonaco>>;

async function importMonaco() {
  const { monaco } = await import("./monaco.ts");
  return monaco;
}

/** Brings Monaco in, which is a few megabytes: only when the first editor opens. The browser keeps the module. */
export function loadMonaco(activity: Activity): Promise<Monaco> {
  return activity.during("opening the editor", importMonaco);
}
