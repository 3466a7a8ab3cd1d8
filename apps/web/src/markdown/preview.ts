/** What a preview neither needs nor gets: what loads, runs or leads elsewhere. */
const removed = "script, link, meta, base, iframe, frame, frameset, object, embed, portal";

const policy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; media-src data:";

/** HTML as a document of its own that may load nothing. It belongs into a frame whose sandbox lets nothing run. */
export function previewDocument(html: string): string {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const element of page.querySelectorAll(removed)) element.remove();
  // The policy stops a click on them; without an address there is nothing to stop.
  for (const link of page.querySelectorAll("a, area"))
    for (const name of ["href", "xlink:href"])
      if (!link.getAttribute(name)?.startsWith("#")) link.removeAttribute(name);
  const { head, body } = page;
  head.insertAdjacentHTML(
    "afterbegin",
    `<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">`,
  );
  return `<!doctype html>${head.outerHTML}${body.outerHTML}`;
}

/** A drawing as an image file: as an image nothing in it runs or loads. Undefined: there is none in the text. */
export function svgImage(text: string): Blob | undefined {
  const svg = new DOMParser().parseFromString(text, "text/html").querySelector("svg");
  if (!svg) return undefined;
  return new Blob([new XMLSerializer().serializeToString(svg)], { type: "image/svg+xml" });
}
