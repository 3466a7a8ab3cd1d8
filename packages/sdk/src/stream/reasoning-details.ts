import type { Values } from "../wire/object.js";
import { add } from "./fold.js";

/**
 * The reasoning detail that a delta goes on with, or a new one. Deltas of one text or summary are joined; all others
 * are whole and stay as they came. A signature closes its text, also when it comes late and alone.
 */
export function placeReasoningDetail(details: Values[], delta: Values): Values {
  const { type, text, summary, index } = delta;
  const words = text || summary;
  const detail = details.findLast(
    (other, place) =>
      ["reasoning.text", "reasoning.summary"].includes(type) &&
      other.type === type &&
      ["index", "id"].every((key) => other[key] == null || delta[key] == null || other[key] === delta[key]) &&
      (!words || index != null || place === details.length - 1),
  );
  return detail && !(words && detail.signature) ? detail : add(details);
}
