import { BrowserHost } from "./browser-host.ts";
import type { Host } from "./host.ts";

/** The host of this page: the desktop shell where there is one, else the browser itself. */
export function createHost(): Host {
  return new BrowserHost();
}
