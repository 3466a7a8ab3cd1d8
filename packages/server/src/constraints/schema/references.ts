import { isObject, member, pointer } from "./node.js";
import { noSchemas, schemaMaps } from "./vocabulary.js";

export interface Place {
  schema: unknown;
  /** JSON pointer. */
  path: string;
}

/** What relative addresses are relative to where a schema has none of its own. */
const noAddress = "schema:///";

/** The addresses and anchors of a schema document. Other documents are not fetched. */
export class References {
  readonly #root: unknown;
  readonly #legacy: boolean;
  readonly #documents = new Map<string, Place>();
  readonly #anchors = new Map<string, Place>();
  readonly #dynamic = new Map<string, Place[]>();
  readonly #bases = new Map<unknown, string>();

  constructor(root: unknown, legacy: boolean) {
    this.#root = root;
    this.#legacy = legacy;
    this.#documents.set(noAddress, { schema: root, path: "" });
    this.#read(root);
  }

  /** What a `$ref` or `$dynamicRef` of a schema names; undefined when nothing here has that name. */
  find(schema: object, reference: string): Place | undefined {
    const base = this.#bases.get(schema) ?? noAddress;
    const target = resolve(reference, base);
    if (target === undefined) return undefined;
    const [address, fragment] = target;
    const document = this.#documents.get(address);
    if (document && fragment === "") return document;
    if (document && fragment.startsWith("/")) return follow(document, fragment);
    return this.#anchors.get(`${address}#${fragment}`) ?? this.#byName(reference);
  }

  /** What a `$dynamicRef` names, where only one schema can be meant. */
  findDynamic(schema: object, reference: string): Place | undefined {
    const candidates = this.#dynamic.get(reference.slice(reference.indexOf("#") + 1)) ?? [];
    return candidates.length > 1 ? undefined : this.find(schema, reference);
  }

  /** Older schemas name a definition without the way to it. */
  #byName(reference: string): Place | undefined {
    const name = reference.replace(/^#/, "");
    for (const keyword of ["$defs", "definitions"]) {
      const definitions = isObject(this.#root) ? member(this.#root, keyword) : undefined;
      const schema = isObject(definitions) ? member(definitions, name) : undefined;
      if (schema !== undefined) return { schema, path: pointer("", keyword, name) };
    }
    return undefined;
  }

  #read(root: unknown): void {
    const pending: (Place & { base: string })[] = [{ schema: root, path: "", base: noAddress }];
    for (let next = pending.pop(); next; next = pending.pop()) {
      const { schema, path } = next;
      if (Array.isArray(schema)) {
        for (const [i, item] of schema.entries())
          pending.push({ ...next, schema: item, path: pointer(path, i) });
        continue;
      }
      if (!isObject(schema)) continue;
      const base = this.#name(schema, path, next.base);
      for (const [key, value] of Object.entries(schema)) {
        if (noSchemas.has(key)) continue;
        if (schemaMaps.has(key) && isObject(value)) {
          for (const [name, child] of Object.entries(value))
            pending.push({ schema: child, path: pointer(path, key, name), base });
        } else pending.push({ schema: value, path: pointer(path, key), base });
      }
    }
  }

  /** Notes the names of one schema; returns what addresses in it are relative to. */
  #name(schema: Readonly<Record<string, unknown>>, path: string, outer: string): string {
    // Up to draft 7 whatever stands beside a `$ref` says nothing.
    const nameless = this.#legacy && member(schema, "$ref") !== undefined;
    const id = nameless ? undefined : (member(schema, "$id") ?? member(schema, "id"));
    const own = typeof id === "string" ? resolve(id, outer) : undefined;
    const base = own?.[0] ?? outer;
    this.#bases.set(schema, base);
    if (own && own[1] === "" && !this.#documents.has(base)) this.#documents.set(base, { schema, path });
    else if (own && own[1] !== "") this.#anchors.set(own.join("#"), { schema, path });
    for (const keyword of ["$anchor", "$dynamicAnchor"]) {
      const anchor = member(schema, keyword);
      if (typeof anchor !== "string") continue;
      this.#anchors.set(`${base}#${anchor}`, { schema, path });
      if (keyword === "$dynamicAnchor")
        this.#dynamic.set(anchor, [...(this.#dynamic.get(anchor) ?? []), { schema, path }]);
    }
    return base;
  }
}

/** Address and fragment; undefined for what is no address. */
function resolve(reference: string, base: string): [address: string, fragment: string] | undefined {
  try {
    const url = new URL(reference, base);
    const fragment = decodeURIComponent(url.hash.slice(1));
    url.hash = "";
    return [url.href, fragment];
  } catch {
    return undefined;
  }
}

function follow(document: Place, path: string): Place | undefined {
  let { schema } = document;
  for (const segment of path.split("/").slice(1)) {
    const name = segment.replaceAll("~1", "/").replaceAll("~0", "~");
    if (Array.isArray(schema)) schema = schema[Number(name)];
    else if (isObject(schema)) schema = member(schema, name);
    else return undefined;
  }
  return schema === undefined ? undefined : { schema, path: document.path + path };
}
