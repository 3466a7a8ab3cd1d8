import { Fields, Fold, isObject, Text, type Values } from "./fold.js";

interface Call {
  index: number;
  fields: Fields;
  fn: Fields;
}

/**
 * Tool calls from their deltas, whichever of `index` and `id` a provider leaves out, repeats or gets wrong.
 * An id that was seen decides, then the index; a delta with neither goes on with the last call.
 */
export class ToolCalls extends Fold {
  readonly #calls: Call[] = [];

  add(deltas: unknown): void {
    if (Array.isArray(deltas)) for (const delta of deltas) if (isObject(delta)) this.#add(delta);
  }

  get(): Values[] {
    return this.#calls
      .slice()
      .sort((a, b) => a.index - b.index)
      .map(({ fields }) => {
        const { index, ...call } = fields.get();
        return call;
      });
  }

  #add(delta: Values): void {
    const call = this.#find(delta) ?? this.#start(delta);
    const id = call.fields.values.get("id");
    call.fields.add(delta);
    if (id) call.fields.values.set("id", id);
  }

  #find({ id, index, function: fn }: Values): Call | undefined {
    const calls = this.#calls;
    const { name, arguments: args } = (fn ?? {}) as Values;
    const indexed = typeof index === "number";
    const known = id ? calls.findLast((call) => call.fields.values.get("id") === id) : undefined;
    if (known) return known;
    const call = indexed ? calls.findLast((call) => call.index === index) : calls.at(-1);
    if (!call) return id || name ? undefined : calls.at(-1);
    const { fields, fn: begun } = call;
    const starts =
      id && fields.values.get("id")
        ? name || !indexed
        : name && args && begun.values.get("name") && isJSON((begun.values.get("arguments") as Text).get());
    return starts ? undefined : call;
  }

  #start({ index }: Values): Call {
    const fn = new Fields(undefined, { name: "", arguments: new Text() });
    const call: Call = {
      index: typeof index === "number" ? index : this.#calls.length,
      fields: new Fields(undefined, { id: "", type: "function", function: fn }),
      fn,
    };
    this.#calls.push(call);
    return call;
  }
}

function isJSON(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
