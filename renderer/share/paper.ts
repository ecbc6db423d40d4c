/** The colours of a drawing on paper: those of the light theme. */
export const PAPER = {
  sheet: "#ffffff",
  card: "#f4f6f9",
  line: "#8291a5",
  edge: "#7c8a9e",
  text: "#141a22",
  quiet: "#465364",
  note: "#ffffff",
  accent: "#0b62d0",
};

/** A text of at most so many characters, by whole characters, so that no emoji is cut in half. */
export function cut(text: string, max: number): string {
  const characters = [...text.slice(0, max * 4)];
  return characters.length <= max && text.length <= max * 4 ? text : `${characters.slice(0, max - 1).join("")}…`;
}
