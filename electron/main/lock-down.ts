import type { App, Session, WebContents } from "electron";
import { APP_URL } from "./window-options.ts";

/** What the app's own pages may ask for: writing to the clipboard (copy as YAML), and filling the screen. */
const PERMISSIONS: ReadonlySet<string> = new Set(["clipboard-sanitized-write", "fullscreen"]);

const INSIDE = /^(app:\/\/bundle\/|blob:|data:|devtools:)/u;

/** Whether an address is the app's own. By its beginning, since Node gives a scheme it does not know the origin `null`. */
export function isOwnAddress(url: string): boolean {
  return url.startsWith(APP_URL);
}

/** Whether a request may leave for this address: only what the app itself answers. */
export function isAllowedRequest(url: string): boolean {
  return INSIDE.test(url);
}

/** Refuses what Electron would grant by itself: permissions, devices, downloads, and every request that leaves the machine. */
export function lockSession(session: Session): void {
  const isGranted = (permission: string, url: string): boolean => PERMISSIONS.has(permission) && isOwnAddress(url);
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) =>
    answer(isGranted(permission, requestingUrl)),
  );
  session.setPermissionCheckHandler((contents, permission) => isGranted(permission, contents?.getURL() ?? ""));
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !isAllowedRequest(url) }));
  session.on("will-download", (event) => event.preventDefault());
}

/** Keeps every page where it is: no navigation, no other window, no web view. */
export function lockContents(contents: WebContents): void {
  const stay = (event: { preventDefault(): void }, url: string): void => {
    if (!isOwnAddress(url)) event.preventDefault();
  };
  contents.on("will-navigate", stay);
  contents.on("will-redirect", stay);
  contents.on("will-attach-webview", (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: "deny" }));
}

/** Locks every page there will be, whoever makes it. */
export function lockApp(app: Pick<App, "on">): void {
  app.on("web-contents-created", (_event, contents) => lockContents(contents));
}
