import type { HostOpener } from "./host/engine-host.ts";
import type { PathBase } from "./input/user-path.ts";
import type { Installation } from "./installation.ts";
import type { Interruption } from "./interruption.ts";
import type { ProgressDisplay } from "./progress-display.ts";
import type { Terminal } from "./terminal.ts";

/** What a command is given: everything outside it that it may touch. */
export type Context = {
  readonly terminal: Terminal;
  readonly interruption: Interruption;
  readonly openHost: HostOpener;
  readonly installation: Installation;
  readonly paths: PathBase;
  /** Wall time in milliseconds; only differences mean anything. */
  readonly clock: () => number;
  /** Makes the display of a command's progress; silent where nobody watches. */
  readonly showProgress: () => ProgressDisplay;
};
