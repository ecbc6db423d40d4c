import type { CallName, ShellCalls } from "../../electron/ipc/shell-calls.ts";
import type { App } from "./app.ts";

/** The shell as the page sees it, for stories of what has no screen of its own. */
export type ShellCaller = {
  call<Name extends CallName>(name: Name, ...args: Parameters<ShellCalls[Name]>): Promise<ReturnType<ShellCalls[Name]>>;
};

/** Calls the shell from the app's page, over the real bridge; bytes do not cross into the page's world this way. */
export function shellOf(app: Pick<App, "page">): ShellCaller {
  return {
    async call(name, ...args) {
      const answer = await app.page.evaluate(
        async ([called, given]) => {
          const shell = Reflect.get(globalThis, "spillwayShell") as Record<
            string,
            (...all: unknown[]) => Promise<unknown>
          >;
          return shell[called as string]?.(...(given as unknown[]));
        },
        [name, args] as const,
      );
      return answer as ReturnType<ShellCalls[typeof name]>;
    },
  };
}
