/** The letters of our own words; a name in another script is drawn in the system's typeface. */
const LATIN = /U\+0000-00FF|U\+0-FF/iu;

/**
 * The page's own typefaces as a style sheet that needs no file: a picture of the page is drawn outside of it, where its fonts are
 * not. Only what the page has loaded from its own folder, and only the Latin letters.
 */
export async function embeddedFonts(): Promise<string> {
  const faces = [...document.styleSheets].flatMap((sheet) =>
    [...sheet.cssRules].filter((rule) => rule instanceof CSSFontFaceRule),
  );
  const latin = faces.filter(({ style }) => LATIN.test(style.getPropertyValue("unicode-range")));
  return (await Promise.all(latin.map(embed))).join("\n");
}

async function embed(rule: CSSFontFaceRule): Promise<string> {
  const source = rule.style.getPropertyValue("src");
  const address = /url\("?([^")]+)"?\)/u.exec(source)?.[1];
  if (address === undefined) return "";
  const response = await fetch(new URL(address, rule.parentStyleSheet?.href ?? location.href));
  const data = await dataAddress(await response.blob());
  return rule.cssText.replace(source, `url("${data}") format("woff2")`);
}

function dataAddress(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error("a typeface of the page could not be read"));
    reader.readAsDataURL(blob);
  });
}
