import { z } from "zod";
import type { CallName, ShellCalls } from "../ipc/shell-calls.ts";
import { journalId } from "./journal.ts";

const TEXT_LETTERS_MAX = 16 * 1024 * 1024;
const path = z
  .string()
  .min(1)
  .max(32_768)
  .refine((text) => !text.includes("\0"));
const text = z.string().max(TEXT_LETTERS_MAX);
const name = z.string().max(20_000);
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/** What each call may bring: the page is not believed, as nobody is who sends messages. */
export const CALL_ARGUMENTS: { readonly [Name in CallName]: z.ZodType<Parameters<ShellCalls[Name]>> } = {
  pullLaunch: z.tuple([]),
  pickScenario: z.tuple([]),
  readScenario: z.tuple([path]),
  saveScenario: z.tuple([exact({ path, text, stamp: z.string().max(64).optional() })]),
  saveScenarioAs: z.tuple([z.strictObject({ suggestedName: name, text })]),
  readDataFile: z.tuple([z.strictObject({ scenarioPath: path, file: path })]),
  pickDataFile: z.tuple([]),
  exportBytes: z.tuple([z.strictObject({ suggestedName: name, bytes })]),
  exportPdf: z.tuple([z.strictObject({ suggestedName: name, html: text })]),
  listRecents: z.tuple([]),
  clearRecents: z.tuple([]),
  writeJournal: z.tuple([
    exact({ id: journalId, name, text, path: path.optional(), stamp: z.string().max(64).optional() }),
  ]),
  dropJournal: z.tuple([journalId]),
  keepVersion: z.tuple([z.strictObject({ path, text })]),
  listVersions: z.tuple([path]),
  readVersion: z.tuple([z.strictObject({ path, id: z.string().max(80) })]),
  readSettings: z.tuple([]),
  writeSettings: z.tuple([z.string().max(1024 * 1024)]),
  showDocument: z.tuple([exact({ name, path: path.optional(), isDirty: z.boolean() })]),
  showMenuState: z.tuple([
    exact({ undo: name.optional(), redo: name.optional(), isRunning: z.boolean(), isReviewing: z.boolean() }),
  ]),
  showProgress: z.tuple([z.number().min(-1).max(1)]),
  chooseTheme: z.tuple([z.enum(["system", "light", "dark", "high-contrast"])]),
  openExternal: z.tuple([z.string().max(2048)]),
  closeWindow: z.tuple([]),
};

type Present<T> = { [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key] } & {
  [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined>;
};

/** An object of this shape alone, in which a field that is `undefined` counts as left out. */
function exact<Shape extends z.ZodRawShape>(shape: Shape): z.ZodType<Present<z.output<z.ZodObject<Shape>>>> {
  return z.strictObject(shape).transform((value) => {
    const present = Object.entries(value).filter(([, field]) => field !== undefined);
    return Object.fromEntries(present) as Present<z.output<z.ZodObject<Shape>>>;
  });
}
