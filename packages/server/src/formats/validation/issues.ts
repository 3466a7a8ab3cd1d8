import type { z } from "zod";

type Issue = z.core.$ZodIssue;

const articles: Record<string, string> = { array: "an array", object: "an object", record: "an object" };
function kindOf(expected: string): string {
  return articles[expected] ?? `a ${expected}`;
}

/** `["messages", 2, "content"]` → `messages[2].content`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    const name = /^[\w$-]{1,64}$/.test(String(key)) ? String(key) : JSON.stringify(shorten(String(key), 64));
    return text === "" ? name : `${text}.${name}`;
  }, "");
}

function shorten(text: string, most: number): string {
  const characters = [...text];
  return characters.length > most ? `${characters.slice(0, most).join("")}…` : text;
}

/** Only the beginning of a long value is written out: the whole may be megabytes. */
function show(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string") return shorten(JSON.stringify(value.slice(0, 200)), 60);
  if (typeof value !== "object" || value === null) return String(value);
  if (Object.keys(value).length > 50) {
    return Array.isArray(value) ? `an array of ${value.length} entries` : "an object of many fields";
  }
  return shorten((JSON.stringify(value) ?? String(value)).toWellFormed(), 60);
}

/** Of a union's branches, the one that got furthest into the value is the one that was meant. */
function deepestBranch(branches: Issue[][]): Issue[] | undefined {
  const depth = (branch: Issue[]) => branch.reduce((most, issue) => Math.max(most, issue.path.length), 0);
  const best = branches.reduce<Issue[]>((a, b) => (depth(b) > depth(a) ? b : a), []);
  return depth(best) > 0 ? best : undefined;
}

function size(issue: { origin: string }, limit: unknown): string {
  if (issue.origin === "string") return `${limit} characters`;
  return issue.origin === "array" ? `${limit} entries` : String(limit);
}

function oneOf(values: readonly unknown[]): string {
  return `must be ${values.map((value) => JSON.stringify(value)).join(" or ")}`;
}

/** What is allowed, as the end of a sentence that starts with the field's name. */
function allowed(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${kindOf(issue.expected)}`;
    case "invalid_value":
      return oneOf(issue.values);
    case "too_small":
      return `must have at least ${size(issue, issue.minimum)}`;
    case "too_big":
      return `must have at most ${size(issue, issue.maximum)}`;
    case "invalid_union": {
      if ("options" in issue && issue.options) return oneOf(issue.options);
      const branches = issue.errors.map(([inner]) => inner).filter((inner) => inner !== undefined);
      const kinds = branches.map((inner) => allowed(inner).replace(/^must be /, ""));
      return `must be ${[...new Set(kinds)].join(" or ")}`;
    }
    default:
      return issue.message;
  }
}

export interface FieldProblem {
  /** Path of the field, such as `messages[0].content`; null for the body itself. */
  param: string | null;
  message: string;
}

function valueAt(body: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    body,
  );
}

/** Says which field was wrong, what is allowed and what it was. */
export function describeIssue(issue: Issue, body: unknown, prefix: PropertyKey[] = []): FieldProblem {
  const path = [...prefix, ...issue.path];
  if (issue.code === "invalid_union" && !isOwnMessage(issue)) {
    const [inner] = deepestBranch(issue.errors) ?? [];
    if (inner) return describeIssue(inner, body, path);
  }
  if (issue.code === "invalid_key" && issue.issues[0]) {
    const parent = path.slice(0, -1);
    const text = isOwnMessage(issue.issues[0]) ? issue.issues[0].message : allowed(issue.issues[0]);
    return {
      param: formatPath(parent) || null,
      message: `${formatPath(parent)} ${text}, got the key ${show(path.at(-1))}`,
    };
  }
  const param = formatPath(path);
  const rule = isOwnMessage(issue) ? issue.message : allowed(issue);
  return {
    param: param || null,
    message: `${param || "The body"} ${rule}, got ${show(valueAt(body, path))}`,
  };
}

/** Messages given in the schemas start with "must"; the library's own do not. */
function isOwnMessage(issue: Issue): boolean {
  return issue.message.startsWith("must ");
}
