/**
 * Prints a document of HTML through the browser's own dialog, which offers PDF. The document lies in a shadow root over the
 * page, seen by the printer alone. It is parsed without being run: a parsed document has no scripts, and the policy forbids them.
 */
export function printHtml(name: string, html: string): void {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const sheet = document.createElement("div");
  sheet.className = "print-sheet";
  const shadow = sheet.attachShadow({ mode: "open" });
  shadow.append(...parsed.head.querySelectorAll("style"), ...parsed.body.childNodes);
  document.body.append(sheet);
  const title = document.title;
  // Browsers suggest the title as the file's name.
  document.title = name.replace(/\.pdf$/u, "");
  addEventListener(
    "afterprint",
    () => {
      sheet.remove();
      document.title = title;
    },
    { once: true },
  );
  print();
}
