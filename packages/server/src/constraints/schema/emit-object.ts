import { enumerate, fromTexts, isEmpty, subtract } from "../automata/dfa.js";
import { choice, type Expression, literal, nothing, optional, sequence } from "../gbnf/expression.js";
import { isNever } from "./demand.js";
import { type ObjectShape, type OtherProperties, type Property, propertyOf } from "./object-shape.js";
import type { ValueWriter } from "./value-writer.js";

const spaceChars = optional(literal(" "));
/** Sets of keys up to this size are treated like properties that are named one by one. */
const fewKeys = 50;
/** No answer has more properties; a greater maximum is as good as this one. */
const most = 2000;

/**
 * The named properties in order, each optional one present or not, then the others. The state is the next
 * property and the number of those written so far, counted no further than the bounds need.
 */
export function emitObject(writer: ValueWriter, full: ObjectShape): Expression {
  const shape = withPossibleMinimum(writer, closeShape(full, writer.taste.closed));
  const { builder } = writer;
  const names = [...shape.named].filter(([, property]) => !isNever(property.demand));
  const max = shape.max === Number.POSITIVE_INFINITY ? shape.max : Math.min(shape.max, most);
  const reachable = Number.isFinite(max) && (max < names.length || shape.others.length > 0);
  const cap = reachable ? max : Math.max(shape.min, 1);
  const members = builder.family("members");
  const additional = builder.family("others");
  const excluded = fromTexts(shape.named.keys());
  const others = shape.others
    .map((group) => ({ ...group, keys: subtract(group.keys, excluded) }))
    .filter(({ keys }) => !isEmpty(keys));

  const separator = (count: number) => (count === 0 ? nothing : sequence(literal(","), spaceChars));
  const up = (count: number) => Math.min(count + 1, cap);
  const state = (index: number, count: number): Expression =>
    members(`${index},${count}`, () => {
      const entry = names[index];
      if (!entry) return rest(count, Math.min(count, shape.min), false);
      const [name, property] = entry;
      const options: Expression[] = [];
      if (count < max) {
        const member = sequence(
          literal(`${JSON.stringify(name)}:`),
          spaceChars,
          writer.value(property.demand),
        );
        options.push(sequence(separator(count), member, state(index + 1, up(count))));
      }
      if (!property.required) options.push(state(index + 1, count));
      return choice(...options);
    });
  const rest = (count: number, distinct: number, again: boolean): Expression => {
    const options: Expression[] = [];
    if (distinct >= shape.min) options.push(literal("}"));
    if (count < max) {
      for (const { keys, demand } of others) {
        const next = () => rest(up(count), again ? distinct : Math.min(distinct + 1, shape.min), true);
        const rule = additional(`${up(count)},${distinct},${again}`, next);
        const member = sequence(writer.key(keys), literal(":"), spaceChars, writer.value(demand));
        options.push(sequence(separator(count), member, rule));
      }
    }
    return choice(...options);
  };
  return sequence(literal("{"), state(0, 0));
}

/** Two additional properties may turn out to have the same name, so only the first surely adds to the count. */
function withPossibleMinimum(writer: ValueWriter, shape: ObjectShape): ObjectShape {
  const named = [...shape.named.values()].filter(({ demand }) => !isNever(demand)).length;
  const certain = named + (shape.others.length > 0 ? 1 : 0);
  if (shape.min <= certain || shape.others.length === 0) return shape;
  const why =
    "additional properties can't be forced to have different names; name the properties, or lower it";
  const reason = `${shape.min} is more than can be enforced here: ${why}`;
  writer.sets.leniency.leave(shape.path, "minProperties", reason);
  return { ...shape, min: certain };
}

/** Names the keys of small sets, and drops additional properties that nobody asked for. */
function closeShape(shape: ObjectShape, closed: boolean): ObjectShape {
  const named = new Map<string, Property>(shape.named);
  const others: OtherProperties[] = [];
  for (const group of shape.others) {
    if (isNever(group.demand)) continue;
    const few = enumerate(group.keys, fewKeys);
    if (!few) others.push(group);
    for (const key of few ?? []) if (!named.has(key)) named.set(key, propertyOf(shape, key));
  }
  const possible = [...named.values()].filter(({ demand }) => !isNever(demand)).length;
  const complete = closed && shape.declared && shape.min <= possible;
  return { ...shape, named, others: complete ? others.filter(({ implicit }) => !implicit) : others };
}
