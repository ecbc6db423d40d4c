import { z } from "zod";
import type { CallName, ShellCalls } from "../ipc/shell-calls.ts";
import { CALL_ARGUMENTS } from "./call-arguments.ts";
import { isOwnAddress } from "./lock-down.ts";

/** The frame that sent a message, as far as it is asked: `null` when it is gone already. */
export type SenderFrame = { readonly url: string; readonly parent: unknown } | null;

type Guarded = (sender: SenderFrame, args: readonly unknown[]) => Promise<unknown>;

/**
 * A handler behind its guards: only the app's own top frame may call, with arguments of the map's shape. What fails here is a
 * bug or an attack, so it is refused with an error; what a person got wrong is an Outcome of the handler.
 */
export function guardCall<Name extends CallName>(
  name: Name,
  handler: (...args: Parameters<ShellCalls[Name]>) => unknown,
): Guarded {
  const schema: z.ZodType<Parameters<ShellCalls[Name]>> = CALL_ARGUMENTS[name];
  return (sender, args) => guarded(name, schema, (parsed) => handler(...parsed), { sender, args });
}

/** The same for the path of a dropped file, which the preload script hands over. */
export function guardDrop(handler: (path: string) => unknown): Guarded {
  const schema = z.tuple([z.string().max(32_768)]);
  return (sender, args) => guarded("openDropped", schema, ([path]) => handler(path), { sender, args });
}

async function guarded<Args>(
  name: string,
  schema: z.ZodType<Args>,
  handler: (args: Args) => unknown,
  { sender, args }: { readonly sender: SenderFrame; readonly args: readonly unknown[] },
): Promise<unknown> {
  if (sender === null || sender.parent !== null || !isOwnAddress(sender.url))
    throw new Error(`${name} refused: only the app's own page may call the shell.`);
  const parsed = schema.safeParse(args);
  if (!parsed.success) throw new Error(`${name} refused: ${z.prettifyError(parsed.error)}`);
  return handler(parsed.data);
}
