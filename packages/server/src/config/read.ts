import { isMap, isScalar, LineCounter, type Node, parseDocument, visit } from "yaml";
import { describeIssue, formatPath } from "../formats/validation/issues.js";
import { ApiError } from "../generation/api-error.js";
import { UserError } from "../user-error.js";
import { toPreset } from "./presets.js";
import { type Configuration, type ConfiguredPreset, configurationSchema } from "./schema.js";

/** A problem of the file, with the place where it is. */
interface Problem {
  line: number;
  message: string;
}

const mostProblems = 10;
const remedy = "docs/router.md describes the file; its JSON Schema is docs/configuration.schema.json.";

/**
 * Reads the text of a configuration file. `${NAME}` stands for a variable of the environment. Throws a `UserError` that
 * names path and line of everything that is wrong; what came from the environment is not shown.
 */
export function readConfiguration(
  text: string,
  file: string,
  environment: Record<string, string | undefined>,
): Configuration {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const lineOf = (offset: number | undefined) => lines.linePos(offset ?? 0).line;
  const problems: Problem[] = document.errors.map((error) => ({
    line: lineOf(error.pos[0]),
    message: error.message.split("\n", 1)[0]!.replace(/ at line \d+.*$/, ""),
  }));
  if (problems.length === 0) {
    visit(document, {
      Scalar(_, node) {
        if (typeof node.value !== "string") return;
        const { value, missing } = substitute(node.value, environment);
        node.value = value;
        if (missing)
          problems.push({ line: lineOf(node.range?.[0]), message: `the environment has no ${missing}` });
      },
    });
  }
  if (problems.length > 0) throw refusal(file, problems);
  const value: unknown = document.toJS({ maxAliasCount: 100 });
  const result = configurationSchema.safeParse(value);
  if (result.success)
    return checkReferences(result.data, file, (path) => lineOf(offsetAt(document.contents, path)));
  throw refusal(
    file,
    result.error.issues.slice(0, mostProblems).map((issue) => {
      const unknown = issue.code === "unrecognized_keys" ? issue.keys[0] : undefined;
      const path = unknown === undefined ? issue.path : [...issue.path, unknown];
      const line = lineOf(offsetAt(document.contents, path));
      if (unknown !== undefined)
        return { line, message: `${formatPath(path)} is no field that is known here` };
      // Shown as it was written: what came from the environment may be secret.
      return { line, message: describeIssue(issue, hidden(parseDocument(text).toJS())).message };
    }),
  );
}

function substitute(text: string, environment: Record<string, string | undefined>) {
  let missing: string | undefined;
  const value = text.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, name: string) => {
    const found = environment[name];
    if (found === undefined || found === "") missing ??= name;
    return found ?? "";
  });
  return { value, missing };
}

/** Where the value at the path begins; of a missing one, where what should have it begins. */
function offsetAt(contents: unknown, path: readonly PropertyKey[]): number | undefined {
  let node = contents as Node | null;
  let offset = node?.range?.[0];
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key);
      if (!pair) break;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value as Node | null;
    } else if (node && "items" in node) {
      node = (node.items as Node[])[Number(key)] ?? null;
      offset = node?.range?.[0] ?? offset;
    } else break;
  }
  return offset;
}

/** The value without what may be secret. */
function hidden(value: unknown, secret = false): unknown {
  if (Array.isArray(value)) return value.map((entry) => hidden(entry, secret));
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([name, entry]) => [
      name,
      hidden(entry, secret || /key|header|token|secret/i.test(name)),
    ]);
    return Object.fromEntries(entries);
  }
  return secret && value !== undefined ? "(hidden)" : value;
}

/** Endpoints name providers that there are, once each; presets are such that requests could be. */
function checkReferences(
  configuration: Configuration,
  file: string,
  lineOf: (path: PropertyKey[]) => number,
): Configuration {
  const problems: Problem[] = [];
  const tell = (path: PropertyKey[], message: string) => problems.push({ line: lineOf(path), message });
  const slugs = configuration.providers.map(({ slug }) => slug.toLowerCase());
  for (const [index, slug] of slugs.entries()) {
    if (slugs.indexOf(slug) < index)
      tell(["providers", index, "slug"], `providers[${index}].slug ${slug} is there twice`);
  }
  const ids = configuration.models.map(({ id }) => id.toLowerCase());
  for (const [index, { endpoints }] of configuration.models.entries()) {
    if (ids.indexOf(ids[index]!) < index)
      tell(["models", index, "id"], `models[${index}].id ${ids[index]} is there twice`);
    for (const [at, { provider }] of endpoints.entries()) {
      const base = provider.split("/", 1)[0]!.toLowerCase();
      if (slugs.includes(base) || slugs.includes(provider.toLowerCase())) continue;
      const path = `models[${index}].endpoints[${at}].provider`;
      tell(
        ["models", index, "endpoints", at, "provider"],
        `${path} must be one of the providers (${slugs.join(", ")}), got "${provider}"`,
      );
    }
  }
  const { presets = [] } = configuration;
  const names = presets.map(({ slug }) => slug.toLowerCase());
  for (const [index, preset] of presets.entries()) {
    if (names.indexOf(names[index]!) < index)
      tell(["presets", index, "slug"], `presets[${index}].slug ${preset.slug} is there twice`);
    const problem = problemOf(preset);
    if (problem) tell(["presets", index], `presets[${index}]: ${problem}`);
  }
  if (problems.length > 0) throw refusal(file, problems);
  return configuration;
}

/** What is wrong with fields that are right by themselves. */
function problemOf(preset: ConfiguredPreset): string | undefined {
  try {
    toPreset(preset);
  } catch (error) {
    if (error instanceof ApiError) return error.message;
    throw error;
  }
  return undefined;
}

function refusal(file: string, problems: readonly Problem[]): UserError {
  const told = problems.slice(0, mostProblems).map(({ line, message }) => `${file}:${line}: ${message}`);
  return new UserError(told.join("\n"), remedy);
}
