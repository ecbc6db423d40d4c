const MAC_NAMES: Readonly<Record<string, string>> = { $mod: "⌘", Shift: "⇧", Alt: "⌥", Control: "⌃" };
const OTHER_NAMES: Readonly<Record<string, string>> = { $mod: "Ctrl", Control: "Ctrl" };
/** Keys that print nothing, or a character that is easier to read as a word. */
const KEY_NAMES: Readonly<Record<string, string>> = {
  " ": "Space",
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Escape: "Esc",
  Delete: "Del",
  Period: ".",
};
/** What a key types with Shift held on a US keyboard: tinykeys hears the character, a person reads the key. */
const SHIFTED: Readonly<Record<string, string>> = { ">": ".", "<": "," };
/** Characters that everybody knows by themselves, whatever it takes to type them. */
const OWN_NAMES: readonly string[] = ["?"];

/** Whether Cmd takes the place of Ctrl here. */
export function isMac(platform: string): boolean {
  return /mac|iphone|ipad/iu.test(platform);
}

/** A shortcut in tinykeys' words, `$mod+Shift+Z`, as the parts that a person reads: "Ctrl", "Shift", "Z". */
export function keyParts(keys: string, platform: string): readonly string[] {
  const names = isMac(platform) ? MAC_NAMES : OTHER_NAMES;
  const written = keys.split("+").filter((part, index, all) => part !== "" || all[index - 1] === "");
  const parts = OWN_NAMES.includes(written.at(-1) ?? "") ? written.filter((part) => part !== "Shift") : written;
  return parts.map((part) => {
    const named = part === "" ? "+" : (names[part] ?? KEY_NAMES[part] ?? SHIFTED[part] ?? part);
    const key = named.replace(/^(?:Key|Digit)(?=.$)/u, "");
    return key.length === 1 ? key.toUpperCase() : key;
  });
}

/** A shortcut in one line: "Ctrl+Shift+Z", "⌘⇧Z". */
export function keyText(keys: string, platform: string): string {
  return keyParts(keys, platform).join(isMac(platform) ? "" : "+");
}
