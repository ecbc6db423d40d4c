import { spawn } from "node:child_process";
import { env, platform } from "node:process";

/** Opens an address in the person's browser, if there is a way to; the address is printed in any case. */
export function openAddress(address: string): void {
  const [command, ...args] = opener(address);
  if (command === undefined) return;
  const child = spawn(command, args, { stdio: "ignore", detached: true });
  // Without such a program the printed address is what a person has.
  child.on("error", () => undefined);
  child.unref();
}

function opener(address: string): readonly string[] {
  if (platform === "darwin") return ["open", address];
  // The empty text is the title of a window, which start would else make of the address.
  if (platform === "win32") return ["cmd", "/c", "start", '""', address.replaceAll("&", "^&")];
  const hasDisplay = [env["DISPLAY"], env["WAYLAND_DISPLAY"]].some((name) => name !== undefined && name !== "");
  return hasDisplay ? ["xdg-open", address] : [];
}
