let area: HTMLTextAreaElement | undefined;

/** Turns `&amp;` and its kind into characters. A text area never runs what it holds. */
export function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  area ??= document.createElement("textarea");
  area.innerHTML = text.replaceAll("<", "&lt;");
  return area.value;
}
