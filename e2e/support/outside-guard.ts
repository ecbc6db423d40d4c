import type { BrowserContext, ConsoleMessage, Page } from "@playwright/test";

const INSIDE = /^(app:\/\/bundle\/|blob:|data:|about:blank|http:\/\/127\.0\.0\.1:\d+\/)/u;

/** What no story may cause, gathered while it runs: a request that leaves the machine, an error that nobody handles. */
export type OutsideGuard = {
  /** Sentences, one per finding; a story that ends with one fails. */
  readonly findings: readonly string[];
  /** Lets errors through whose text matches: for a story that breaks something on purpose. Requests are never let through. */
  allowError(pattern: RegExp): void;
  watch(context: BrowserContext): void;
};

/** Watches every page of the contexts it is given, and their workers. */
export function makeOutsideGuard(): OutsideGuard {
  const findings: string[] = [];
  const allowed: RegExp[] = [];
  const noteError = (kind: string, text: string): void => {
    if (!allowed.some((pattern) => pattern.test(text))) findings.push(`${kind}: ${text}`);
  };
  const watchPage = (page: Page): void => {
    page.on("pageerror", (error) => noteError("error on the page", error.stack ?? error.message));
  };
  const onConsole = (message: ConsoleMessage): void => {
    if (message.type() === "error") noteError("console error", `${message.text()} (${message.location().url})`);
  };
  return {
    findings,
    allowError: (pattern) => void allowed.push(pattern),
    watch(context) {
      context.on("request", (request) => {
        if (!INSIDE.test(request.url())) findings.push(`a request that leaves the machine: ${request.url()}`);
      });
      context.on("console", onConsole);
      context.on("page", watchPage);
      for (const page of context.pages()) watchPage(page);
    },
  };
}
