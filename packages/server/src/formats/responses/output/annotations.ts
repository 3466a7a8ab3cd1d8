import type { PassedOn } from "../../../generation/event.js";

/** Citations that a provider has added to its text, in the words of this API. */
export function annotationsIn(extra: PassedOn | undefined): object[] {
  const given = extra?.delta?.annotations;
  if (!Array.isArray(given)) return [];
  return given.flatMap((annotation): object[] => {
    if (typeof annotation !== "object" || annotation === null) return [];
    const { type, url_citation: citation, ...rest } = annotation as Record<string, unknown>;
    if (type !== "url_citation" || typeof citation !== "object" || citation === null) return [annotation];
    return [{ type, title: "", start_index: 0, end_index: 0, ...rest, ...citation }];
  });
}
