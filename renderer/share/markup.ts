/** Markup that was made here, with everything from outside escaped. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template: text is escaped, markup is taken as it is, lists are joined, undefined and false are nothing. */
export type MarkupPart = string | number | false | Markup | undefined | readonly MarkupPart[];

/** Markup from a template. Whatever is put in is text unless it was made by this same function. */
export function markup(strings: TemplateStringsArray, ...parts: readonly MarkupPart[]): Markup {
  return new Markup(strings.map((piece, index) => piece + (index < parts.length ? render(parts[index]) : "")).join(""));
}

function render(part: MarkupPart): string {
  if (part === undefined || part === false) return "";
  if (part instanceof Markup) return part.text;
  if (typeof part === "string" || typeof part === "number") return escapeText(String(part));
  return part.map(render).join("");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text for HTML and for XML, in content and in quoted attributes: what no document may hold becomes the replacement character. */
export function escapeText(text: string): string {
  return (
    text
      // Half of a surrogate pair.
      .replace(/\p{Cs}/gu, "\ufffd")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML forbids.
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu, "\ufffd")
      .replace(/[&<>"']/gu, (character) => ENTITIES[character] ?? character)
  );
}
