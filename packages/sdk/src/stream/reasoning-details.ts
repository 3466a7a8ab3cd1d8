import { Fields, Fold, isObject, rules, type Values } from "./fold.js";

const textRules = rules("text summary");

/**
 * Reasoning details from their deltas, in the order in which they began. Deltas of one text or summary are
 * joined; all others are whole and stay as they came. A signature closes its text, also when it comes late.
 */
export class ReasoningDetails extends Fold {
  readonly #details: Fields[] = [];

  add(deltas: unknown): void {
    if (Array.isArray(deltas)) for (const delta of deltas) if (isObject(delta)) this.#add(delta);
  }

  get(): Values[] {
    return this.#details.map((detail) => detail.get());
  }

  #add(delta: Values): void {
    let detail = this.#find(delta);
    if (!detail) {
      detail = new Fields(textRules);
      this.#details.push(detail);
    }
    detail.add(delta);
  }

  #find({ type, index, id, text, summary }: Values): Fields | undefined {
    if (type !== "reasoning.text" && type !== "reasoning.summary") return undefined;
    const words = text || summary;
    const agree = (a: unknown, b: unknown) => a == null || b == null || a === b;
    const detail = this.#details.findLast(
      ({ values }, place, { length }) =>
        values.get("type") === type &&
        agree(values.get("index"), index) &&
        agree(values.get("id"), id) &&
        (!words || index != null || place === length - 1),
    );
    return words && detail?.values.get("signature") ? undefined : detail;
  }
}
