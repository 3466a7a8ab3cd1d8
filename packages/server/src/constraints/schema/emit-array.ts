import { UnsupportedSchemaError } from "../errors.js";
import { choice, type Expression, literal, nothing, optional, sequence } from "../gbnf/expression.js";
import { type ArrayShape, itemDemand } from "./array-shape.js";
import { both, type Demand, isNever, negations } from "./demand.js";
import type { ValueWriter } from "./value-writer.js";

/** No answer has more items; a greater maximum is as good as this one. */
const most = 4000;
const mostUnique = 12;

interface Progress {
  readonly index: number;
  /** How often each `contains` was met, counted no further than its bounds need. */
  readonly met: readonly number[];
  readonly used: ReadonlySet<string>;
}

/** Item by item: the state is the position, what `contains` has seen, and the values used where they are unique. */
export function emitArray(writer: ValueWriter, shape: ArrayShape): Expression {
  const { builder } = writer;
  if (shape.min > most)
    fail(shape, "minItems", `${shape.min} is more than the ${most} items that can be enforced`);
  const max = Math.min(shape.max, most);
  const cap = shape.max === Number.POSITIVE_INFINITY ? Math.max(shape.prefix.length, shape.min, 1) : max;
  const unique = shape.unique && shape.max > 1 && canBeUnique(writer, shape);
  const rules = builder.family("items");

  const state = (progress: Progress): Expression => {
    const { index, met, used } = progress;
    return rules(JSON.stringify([index, met, [...used].sort()]), () => {
      const options: Expression[] = [];
      const enough = index >= shape.min && shape.contains.every(({ min }, i) => met[i]! >= min);
      if (enough) options.push(literal("]"));
      if (index < max || shape.max === Number.POSITIVE_INFINITY) options.push(...items(progress));
      return choice(...options);
    });
  };

  const items = (progress: Progress): Expression[] => {
    const separator = progress.index === 0 ? nothing : sequence(literal(","), optional(literal(" ")));
    const after = (met: readonly number[], used: ReadonlySet<string>) =>
      state({ index: Math.min(progress.index + 1, cap), met, used });
    return cases(writer, shape, progress).flatMap(({ demand, met }) => {
      if (isNever(demand)) return [];
      if (!unique) return [sequence(separator, writer.value(demand), after(met, progress.used))];
      const values = writer.list(demand, mostUnique)!;
      return values
        .filter((value) => !progress.used.has(value))
        .map((value) => sequence(separator, literal(value), after(met, new Set([...progress.used, value]))));
    });
  };

  return sequence(literal("["), state({ index: 0, met: shape.contains.map(() => 0), used: new Set() }));
}

/** Each way in which the next item may meet or not meet what the array has to contain. */
function cases(
  writer: ValueWriter,
  shape: ArrayShape,
  { index, met }: Progress,
): { demand: Demand; met: number[] }[] {
  let result = [{ demand: itemDemand(shape, index), met: [...met] }];
  shape.contains.forEach(({ demand, min, max }, i) => {
    const bounded = max !== Number.POSITIVE_INFINITY;
    if (!bounded && met[i]! >= min) return;
    const others = bounded ? negationsOf(writer, demand) : undefined;
    result = result.flatMap((item) => {
      const without = others
        ? others.map((other) => ({ ...item, demand: both(item.demand, other) }))
        : [item];
      if (met[i]! >= max) return without;
      const counted = item.met.map((count, j) => (j === i ? count + 1 : count));
      return [{ demand: both(item.demand, demand), met: counted }, ...without];
    });
  });
  return result;
}

/** Fails early, with the place in the schema, when the opposite can't be described. */
function negationsOf(writer: ValueWriter, demand: Demand): Demand[] {
  const result = negations(demand);
  for (const other of result) writer.sets.valuesOf(other);
  return result;
}

/** Whether the items are so few values that those already written can be told by the state. */
function canBeUnique(writer: ValueWriter, shape: ArrayShape): boolean {
  const values = new Set<string>();
  for (const demand of [...shape.prefix, shape.rest]) {
    const texts = isNever(demand) ? [] : writer.list(demand, mostUnique);
    for (const text of texts ?? []) values.add(text);
    if (!texts || values.size > mostUnique) {
      const reason = `that takes items out of an enum of at most ${mostUnique} values, or maxItems of 1`;
      writer.sets.leniency.leave(shape.path, "uniqueItems", reason);
      return false;
    }
  }
  return true;
}

function fail(shape: ArrayShape, keyword: string, reason: string): never {
  throw new UnsupportedSchemaError(shape.path, keyword, reason);
}
