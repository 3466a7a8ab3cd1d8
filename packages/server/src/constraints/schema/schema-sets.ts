import type { Dfa } from "../automata/automaton.js";
import { intersect } from "../automata/dfa.js";
import { UnsupportedSchemaError } from "../errors.js";
import { integerTexts, numberUniverse } from "../json/number-sets.js";
import { constants } from "./constants.js";
import { anyDemand, both, type Demand, isAny, isNever, noDemand } from "./demand.js";
import { Inexpressible } from "./inexpressible.js";
import { arrayKeywords, arraysOf } from "./keywords/array.js";
import { numberFormats, numberKeywords, numbersOf } from "./keywords/number.js";
import { objectKeywords, objectsOf } from "./keywords/object.js";
import { formatStrings, stringKeywords, stringsFor } from "./keywords/string.js";
import type { Leniency } from "./leniency.js";
import { mentionedNumbers } from "./mentioned-numbers.js";
import {
  enforcing,
  entriesOf,
  fail,
  flagOf,
  isObject,
  listOf,
  member,
  namesOf,
  pointer,
  type SchemaNode,
  textIn,
} from "./node.js";
import { objectShape } from "./object-shape.js";
import { References } from "./references.js";
import { allStrings, noStrings, type StringSet } from "./string-set.js";
import {
  allValues,
  complementValues,
  intersectValues,
  type Kind,
  kindsOf,
  noValues,
  restrictKinds,
  unionValues,
  type ValueSet,
} from "./value-set.js";
import { applicators, constrains } from "./vocabulary.js";

const typeNames: readonly string[] = ["null", "boolean", "number", "integer", "string", "array", "object"];

/** A schema document as sets of values, each worked out when asked for. */
export class SchemaSets {
  /** All number texts. */
  readonly universe: Dfa;
  /** Where the first contradiction was met. */
  contradiction: UnsupportedSchemaError | undefined;
  /** Whether a set holds less than the schema allows, so that its being empty proves nothing. */
  narrowed = false;
  readonly #references: References;
  /** Up to draft 7 whatever stands beside a `$ref` says nothing. */
  readonly #legacy: boolean;
  readonly leniency: Leniency;
  readonly #nodes: SchemaNode[] = [];
  readonly #demands = new Map<unknown, Demand>();
  readonly #sets = new Map<string, ValueSet>();
  readonly #inProgress = new Set<number>();

  constructor(root: unknown, leniency: Leniency) {
    this.#legacy = isLegacy(root);
    this.#references = new References(root, this.#legacy);
    this.leniency = leniency;
    this.universe = numberUniverse(mentionedNumbers(root));
  }

  /** The demand of a schema that stands at a place of the document. */
  demandOf(schema: unknown, path: string): Demand {
    if (schema === true) return anyDemand;
    if (schema === false) return noDemand;
    if (!isObject(schema)) {
      throw new UnsupportedSchemaError(
        path,
        "schema",
        `must be an object or a boolean, was ${JSON.stringify(schema)}`,
      );
    }
    let demand = this.#demands.get(schema);
    if (!demand) {
      const node = { id: this.#nodes.length + 1, schema, path };
      this.#nodes.push(node);
      demand = constrains(node, this.leniency) ? [node.id] : anyDemand;
      this.#demands.set(schema, demand);
    }
    return demand;
  }

  /** The values that satisfy a demand. Throws {@link UnsupportedSchemaError}. */
  valuesOf(demand: Demand): ValueSet {
    const key = demand.join(",");
    let set = this.#sets.get(key);
    if (!set) {
      if (isNever(demand)) set = noValues;
      else if (isAny(demand)) set = allValues(this.universe);
      else
        set = demand
          .map((id) => (id > 0 ? this.#read(id) : this.#opposite(-id)))
          .reduce(this.#meetAt(demand));
      this.#sets.set(key, set);
    }
    return set;
  }

  #meetAt(demand: Demand) {
    const last = this.#nodes[Math.abs(demand.at(-1)!) - 1]!;
    return (a: ValueSet, b: ValueSet) => {
      const set = this.leniency.attempt(
        last,
        "allOf",
        () => intersectValues(a, b),
        () => a,
      );
      this.#noteEmpty(set, last, Object.keys(last.schema)[0] ?? "schema");
      return set;
    };
  }

  #noteEmpty(set: ValueSet, node: SchemaNode, keyword: string): void {
    if (this.contradiction || kindsOf(set).length > 0) return;
    this.contradiction = new UnsupportedSchemaError(
      node.path,
      keyword,
      "contradicts the rest: no value satisfies it",
    );
  }

  /** Of strings that are not of a format none is known for sure. */
  #opposite(id: number): ValueSet {
    const node = this.#nodes[id - 1]!;
    const set = this.valuesOf([id]);
    const known = set.strings.exact || this.leniency.strict;
    return enforcing(node, "not", () => {
      if (known) return complementValues(set, this.universe);
      this.narrowed = true;
      const others = complementValues({ ...set, strings: allStrings }, this.universe);
      return { ...others, strings: { ...noStrings, exact: false } };
    });
  }

  #read(id: number): ValueSet {
    const node = this.#nodes[id - 1]!;
    if (this.#inProgress.has(id))
      fail(node, "$ref", "refers to itself without a property or item in between");
    this.#inProgress.add(id);
    let set = allValues(this.universe);
    const meet = (keyword: string, values: ValueSet) => {
      const before = set;
      set = this.leniency.attempt(
        node,
        keyword,
        () => intersectValues(set, values),
        () => before,
      );
      this.#noteEmpty(set, node, keyword);
    };
    for (const [keyword, values] of this.#constraints(node)) meet(keyword, values);
    // Last, because the branches need to differ only in what the rest of the schema leaves.
    if (member(node.schema, "oneOf") !== undefined && !this.#isReference(node))
      meet("oneOf", this.#oneOf(node, set));
    this.#inProgress.delete(id);
    return set;
  }

  *#constraints(node: SchemaNode): Generator<[keyword: string, set: ValueSet]> {
    const { schema } = node;
    const has = (keyword: string) => member(schema, keyword) !== undefined;
    if (this.#isReference(node)) {
      yield ["$ref", this.#reference(node, "$ref")];
      return;
    }
    const constant = (value: unknown) => this.#constant(value, node);
    if (has("nullable") && !has("type"))
      this.leniency.ignore(node, "nullable", 'without "type" it says nothing', "remove it");
    if (has("type")) yield ["type", this.#ofTypes(node)];
    if (has("const")) yield ["const", constants([member(node.schema, "const")], this.universe, constant)];
    if (has("enum")) yield ["enum", constants(listOf(node, "enum")!, this.universe, constant)];
    for (const keyword of numberKeywords) {
      if (has(keyword)) yield [keyword, this.#only("number", { numbers: this.#numbers(node, keyword) })];
    }
    for (const keyword of stringKeywords) {
      if (has(keyword)) yield [keyword, this.#only("string", { strings: this.#strings(node, keyword) })];
    }
    if (has("format")) yield ["format", this.#ofFormat(node)];
    const hasApplicators = applicators.some(has);
    if (arrayKeywords.some(has)) {
      const shape = arraysOf(node, (s, path) => this.demandOf(s, path), hasApplicators, this.leniency);
      yield [arrayKeywords.find(has)!, this.#only("array", { arrays: shape ? [shape] : [] })];
    }
    if (objectKeywords.some(has)) {
      const strings = (demand: Demand) => this.valuesOf(demand).strings;
      const shape = objectsOf(
        node,
        (s, path) => this.demandOf(s, path),
        strings,
        hasApplicators,
        this.leniency,
      );
      yield [objectKeywords.find(has)!, this.#only("object", { objects: shape ? [shape] : [] })];
    }
    yield* this.#applied(node, has);
  }

  *#applied(node: SchemaNode, has: (keyword: string) => boolean): Generator<[string, ValueSet]> {
    const at = (schema: unknown, ...segments: (string | number)[]) =>
      this.demandOf(schema, pointer(node.path, ...segments));
    const branches = (keyword: string) =>
      (listOf(node, keyword) ?? []).map((schema, i) => at(schema, keyword, i));
    for (const keyword of ["$ref", "$dynamicRef"])
      if (has(keyword)) yield [keyword, this.#reference(node, keyword)];
    for (const demand of branches("allOf")) yield ["allOf", this.valuesOf(demand)];
    if (has("anyOf")) yield ["anyOf", this.#anyOf(node, "anyOf", branches("anyOf"))];
    if (has("not")) {
      const demand = at(member(node.schema, "not"), "not");
      const all = () => allValues(this.universe);
      yield [
        "not",
        this.leniency.attempt(node, "not", () => complementValues(this.valuesOf(demand), this.universe), all),
      ];
    }
    if (has("if")) {
      const condition = at(member(node.schema, "if"), "if");
      const then = at(member(node.schema, "then") ?? true, "then");
      const positive = both(condition, then);
      const otherwise = this.valuesOf(at(member(node.schema, "else") ?? true, "else"));
      const exactly = () => {
        const negative = intersectValues(
          complementValues(this.valuesOf(condition), this.universe),
          otherwise,
        );
        return unionValues(wantAll(this.valuesOf(positive)), wantAll(negative));
      };
      const either = () => unionValues(wantAll(this.valuesOf(then)), wantAll(otherwise));
      yield ["if", this.leniency.attempt(node, "if", exactly, either)];
    }
    for (const keyword of ["dependentRequired", "dependentSchemas", "dependencies"]) {
      for (const [name, value] of entriesOf(node, keyword)) {
        const isList =
          keyword === "dependentRequired" || (keyword === "dependencies" && Array.isArray(value));
        const then = isList
          ? this.#requiring([name, ...namesOf(node, keyword, value)])
          : intersectValues(this.#requiring([name]), this.valuesOf(at(value, keyword, name)));
        const absent = objectShape({ named: new Map([[name, { demand: noDemand, required: false }]]) })!;
        yield [keyword, unionValues(this.#only("object", { objects: [absent] }), then)];
      }
    }
  }

  /** Whether all beside the `$ref` says nothing. */
  #isReference(node: SchemaNode): boolean {
    return this.#legacy && member(node.schema, "$ref") !== undefined;
  }

  #reference(node: SchemaNode, keyword: string): ValueSet {
    const reference = textIn(node, keyword)!;
    const find = keyword === "$ref" ? "find" : "findDynamic";
    const target = this.#references[find](node.schema, reference);
    if (target) return this.valuesOf(this.demandOf(target.schema, target.path));
    const reason = 'names nothing in the schema, and nothing is fetched; copy it into "$defs"';
    return fail(node, keyword, `${JSON.stringify(reference)} ${reason}`);
  }

  #requiring(names: readonly string[]): ValueSet {
    const named = new Map(names.map((name) => [name, { demand: anyDemand, required: true }]));
    return this.#only("object", { objects: [objectShape({ named })!] });
  }

  /** Every value, but of one kind only the given ones. */
  #only(kind: Kind, part: Partial<ValueSet>): ValueSet {
    return { ...allValues(this.universe), ...part, wanted: new Set([kind]) };
  }

  #ofTypes(node: SchemaNode): ValueSet {
    const type = member(node.schema, "type");
    const names: readonly unknown[] = Array.isArray(type) ? type : [type];
    const unknown = names.find((name) => !typeNames.includes(name as string));
    if (unknown !== undefined || names.length === 0) {
      fail(node, "type", `must be one or several of ${typeNames.join(", ")}, was ${JSON.stringify(type)}`);
    }
    const kinds = new Set(names.map((name) => (name === "integer" ? "number" : name)) as Kind[]);
    if (flagOf(node, "nullable")) kinds.add("null");
    const all = allValues(this.universe);
    const integers = names.includes("integer") && !names.includes("number");
    const numbers = integers ? intersect(all.numbers, integerTexts) : all.numbers;
    return { ...restrictKinds({ ...all, numbers }, kinds), wanted: kinds };
  }

  #ofFormat(node: SchemaNode): ValueSet {
    const format = member(node.schema, "format");
    const numeric = typeof format === "string" && Object.hasOwn(numberFormats, format);
    if (!numeric) return this.#only("string", { strings: formatStrings(node, this.leniency) });
    return this.#only("number", { numbers: numberFormats[format]!.reduce(intersect, this.universe) });
  }

  #constant(value: unknown, node: SchemaNode): Demand {
    const key = `constant:${JSON.stringify(value)}`;
    const demand = this.#demands.get(key) ?? this.demandOf({ const: value }, node.path);
    this.#demands.set(key, demand);
    return demand;
  }

  #anyOf(node: SchemaNode, keyword: string, branches: readonly Demand[]): ValueSet {
    const sets = branches.map((demand) => this.valuesOf(demand));
    return enforcing(node, keyword, () => sets.map(wantAll).reduce(unionValues));
  }

  /** Values of `rest` that satisfy exactly one branch. */
  #oneOf(node: SchemaNode, rest: ValueSet): ValueSet {
    const branches = listOf(node, "oneOf")!.map((schema, i) =>
      this.demandOf(schema, pointer(node.path, "oneOf", i)),
    );
    const within = branches.map((demand) =>
      enforcing(node, "oneOf", () => intersectValues(this.valuesOf(demand), rest)),
    );
    const sets = within.map((own, i) =>
      branches.reduce((set, rival, j) => {
        if (i === j || this.#areDisjoint(branches[i]!, rival) || this.#haveNothingInCommon(own, within[j]!))
          return set;
        const without = () =>
          intersectValues(set, complementValues(this.valuesOf(rival), this.universe, kindsOf(own)));
        return this.leniency.attempt(
          node,
          "oneOf",
          () => tellingApart(j, without),
          () => set,
        );
      }, own),
    );
    return enforcing(node, "oneOf", () => sets.map(wantAll).reduce(unionValues));
  }

  #strings(node: SchemaNode, keyword: string): StringSet {
    return this.leniency.attempt(
      node,
      keyword,
      () => stringsFor(node, keyword),
      () => allStrings,
    );
  }

  #numbers(node: SchemaNode, keyword: string): Dfa {
    return this.leniency.attempt(
      node,
      keyword,
      () => numbersOf(node, keyword, this.universe),
      () => this.universe,
    );
  }

  /** True only when certainly no value satisfies both. */
  #areDisjoint(a: Demand, b: Demand): boolean {
    return this.#isEmpty(both(a, b), new Set());
  }

  #isEmpty(demand: Demand, above: Set<string>): boolean {
    const key = demand.join(",");
    if (isNever(demand)) return true;
    if (isAny(demand) || above.has(key)) return false;
    const before = this.contradiction;
    const set = this.valuesOf(demand);
    this.contradiction = before;
    return (
      this.#holdsNothing(set, new Set([...above, key])) &&
      (set.strings.exact || !this.#mayHoldStrings(demand))
    );
  }

  /** As far as can be told without knowing which strings a format really allows. */
  #holdsNothing(set: ValueSet, above: Set<string>): boolean {
    return kindsOf(set).every((kind) => {
      if (kind === "object") {
        return set.objects.every(
          ({ named, exact }) =>
            exact && [...named.values()].some((p) => p.required && this.#isEmpty(p.demand, above)),
        );
      }
      if (kind === "array") {
        return set.arrays.every(
          ({ prefix, rest, min }) =>
            prefix.slice(0, min).some((item) => this.#isEmpty(item, above)) ||
            (min > prefix.length && this.#isEmpty(rest, above)),
        );
      }
      return false;
    });
  }

  /** True only when certainly no value is in both. */
  #haveNothingInCommon(a: ValueSet, b: ValueSet): boolean {
    const mayHoldStrings = (set: ValueSet) => !set.strings.exact || kindsOf(set).includes("string");
    const exact = (a.strings.exact && b.strings.exact) || !mayHoldStrings(a) || !mayHoldStrings(b);
    return exact && this.#holdsNothing(intersectValues(a, b), new Set());
  }

  /** A format's set is smaller than what validators accept, so that its being empty proves nothing. */
  #mayHoldStrings(demand: Demand): boolean {
    return demand.every((id) => {
      const set = this.valuesOf([id]);
      return !set.strings.exact || kindsOf(set).includes("string");
    });
  }
}

/** Says of a rival that can't be subtracted what to do about it. */
function tellingApart<T>(branch: number, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Inexpressible)) throw error;
    throw new Inexpressible(
      `${error.message}, which is what tells branch ${branch} from another that it overlaps; ` +
        "give each branch a required property with its own const, or use anyOf",
    );
  }
}

/** Whether the document says that it is of a draft before 2019-09. */
function isLegacy(root: unknown): boolean {
  const dialect = isObject(root) ? member(root, "$schema") : undefined;
  return typeof dialect === "string" && /draft-0[3467]/.test(dialect);
}

/** A branch that speaks of no kind in particular wants all it allows. */
function wantAll(set: ValueSet): ValueSet {
  return set.wanted.size > 0 ? set : { ...set, wanted: new Set(kindsOf(set)) };
}
