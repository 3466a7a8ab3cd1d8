/** The media type and the base64 of a `data:` address; undefined for any other. */
export function readDataUrl(url: string): { mediaType: string; data: string } | undefined {
  if (!url.startsWith("data:")) return undefined;
  const comma = url.indexOf(",");
  if (comma === -1) return undefined;
  const [mediaType = "", ...options] = url.slice("data:".length, comma).split(";");
  const text = url.slice(comma + 1);
  const data = options.includes("base64") ? text : Buffer.from(decodeURIComponent(text)).toString("base64");
  return { mediaType: mediaType || "text/plain", data };
}
