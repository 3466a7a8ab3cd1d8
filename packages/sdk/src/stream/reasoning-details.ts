import { add, type Folded, type Values } from "./fold.js";

/**
 * The reasoning detail that a delta goes on with. Deltas of one text or summary are joined; all others are whole
 * and stay as they came. A signature closes its text, also when it comes late and alone.
 */
export function placeReasoningDetail(details: Folded[], delta: Values): Folded {
  const { type, text, summary, index } = delta;
  const words = text || summary;
  const agrees = (detail: Folded, key: string) =>
    detail.get(key) == null || delta[key] == null || detail.get(key) === delta[key];
  const detail = details.findLast(
    (other, place) =>
      /^reasoning\.(text|summary)$/.test(`${type}`) &&
      other.get("type") === type &&
      agrees(other, "index") &&
      agrees(other, "id") &&
      (!words || index != null || place === details.length - 1),
  );
  return detail && !(words && detail.get("signature")) ? detail : add(details);
}
