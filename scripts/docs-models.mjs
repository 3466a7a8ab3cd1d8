// Writes docs/models from the docstrings of packages/sdk/src/models. With --check it writes nothing and
// fails when a page is not up to date.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import ts from "typescript";

const root = join(import.meta.dirname, "..");
const sources = join(root, "packages/sdk/src/models");
const target = join(root, "docs/models");

const files = readdirSync(sources)
  .filter((name) => name.endsWith(".ts") && name !== "index.ts")
  .sort();
const program = ts.createProgram(
  [...files, "operations/index.ts"].map((name) => join(sources, name)),
  {
    strict: true,
    noEmit: true,
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
    types: [],
  },
);
const checker = program.getTypeChecker();

/** Name of a type → its page and declaration. */
const types = new Map();
const pages = new Map();
for (const file of [...files, "operations/index.ts"]) {
  const page = file === "operations/index.ts" ? "operations.md" : file.replace(/ts$/, "md");
  const declared = program
    .getSourceFile(join(sources, file))
    .statements.filter((node) => ts.isTypeAliasDeclaration(node) && isExported(node));
  pages.set(page, declared);
  for (const node of declared) types.set(node.name.text, { page, node });
}

const contents = new Map([...pages].map(([page, declared]) => [page, pageOf(page, declared)]));
contents.set("README.md", indexPage());

if (process.argv.includes("--check")) {
  const stale = [...contents].filter(([page, text]) => read(page) !== text).map(([page]) => page);
  const surplus = readdirSync(target).filter((page) => !contents.has(page));
  if (stale.length + surplus.length > 0) {
    console.error(`Not up to date: ${[...stale, ...surplus].join(", ")}. Run: node scripts/docs-models.mjs`);
    process.exit(1);
  }
} else {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const [page, text] of contents) writeFileSync(join(target, page), text);
}

function read(page) {
  const path = join(target, page);
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

function isExported(node) {
  return node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

function titleOf(page) {
  const words = basename(page, ".md").replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function indexPage() {
  const sections = [...pages].map(([page, declared]) => {
    const names = declared.map(
      ({ name }) => `- ${link(name.text)}: ${firstSentence(types.get(name.text).node)}`,
    );
    return `## [${titleOf(page)}](${page})\n\n${names.join("\n")}\n`;
  });
  return `# Models

Every type of a request, an answer and an error, written from the docstrings in \`packages/sdk/src/models\` by
\`node scripts/docs-models.mjs\`.

Fields are in camelCase in TypeScript and in snake_case on the wire; the tables give both. Fields that the SDK
doesn't know are sent and kept as they are. Where a list of values ends in "or any other text", the API may add
values.

${sections.join("\n")}`;
}

function pageOf(page, declared) {
  return `# ${titleOf(page)}\n\n${declared.map((node) => section(node, page)).join("\n")}`;
}

function section(node, page) {
  const { text, deprecated } = doc(node);
  const parts = [`## ${node.name.text}`, "", text];
  if (deprecated) parts.push("", `**Deprecated.** ${deprecated}`);
  const body = bodyOf(node.type, page);
  if (body) parts.push("", body);
  return `${parts.join("\n")}\n`;
}

/** Table of an object's fields, or what else the type stands for. */
function bodyOf(type, page) {
  if (!ts.isTypeLiteralNode(type) && !ts.isIntersectionTypeNode(type)) return `Is ${describe(type, page)}.`;
  const { rows, open } = fields(checker.getTypeFromTypeNode(type), page, "", "");
  const table = ["| Field | On the wire | Type | Required | Meaning |", "|---|---|---|---|---|", ...rows];
  return open ? [...table, "", "Further fields are allowed."].join("\n") : table.join("\n");
}

function fields(type, page, prefix, wirePrefix) {
  const rows = [];
  for (const symbol of type.getProperties()) {
    const node = symbol.declarations?.[0];
    if (!node || !ts.isPropertySignature(node)) continue;
    const { text, wire, deprecated } = doc(node);
    if (wire !== undefined ? snakeCase(symbol.name) !== wire : /[A-Z]/.test(symbol.name)) {
      throw new Error(`${prefix}${symbol.name} in ${page}: the docstring must end in its name on the wire`);
    }
    const name = prefix + symbol.name;
    const wireName = wirePrefix + (wire ?? symbol.name);
    const required = node.questionToken ? "" : "yes";
    const remark = deprecated ? `${text} **Deprecated.** ${deprecated}` : text;
    rows.push(
      `| \`${name}\` | \`${wireName}\` | ${cell(describe(node.type, page))} | ${required} | ${cell(remark)} |`,
    );
    if (ts.isTypeLiteralNode(node.type) && node.type.members.some(ts.isPropertySignature)) {
      rows.push(...fields(checker.getTypeFromTypeNode(node.type), page, `${name}.`, `${wireName}.`).rows);
    }
  }
  return { rows, open: type.getStringIndexType() !== undefined };
}

/** A type in words and links. */
function describe(node, page) {
  const of = (inner) => describe(inner, page);
  if (ts.isUnionTypeNode(node))
    return node.types
      .filter((type) => !isUndefined(type))
      .map(of)
      .join(" or ");
  if (ts.isArrayTypeNode(node)) return `list of ${of(node.elementType)}`;
  if (ts.isLiteralTypeNode(node)) return `\`${node.getText()}\``;
  if (ts.isParenthesizedTypeNode(node)) return of(node.type);
  if (ts.isIndexedAccessTypeNode(node)) return `${of(node.objectType)}'s ${of(node.indexType)}`;
  if (ts.isTypeLiteralNode(node)) {
    const index = node.members.find(ts.isIndexSignatureDeclaration);
    return index ? `object with ${of(index.type)} by key` : "object";
  }
  if (ts.isTypeReferenceNode(node)) {
    const name = node.typeName.getText();
    const [first] = node.typeArguments ?? [];
    if (name === "Array") return `list of ${of(first)}`;
    if (name === "OpenEnum") return `${of(first)} or any other text`;
    if (name === "Pick" || name === "Omit") return of(first);
    if (name === "EventStream") return `\`EventStream\` of ${of(first)}`;
    if (name === "Record") return "object";
    return types.has(name) ? link(name, page) : `\`${name}\``;
  }
  if (node.kind === ts.SyntaxKind.StringKeyword) return "text";
  if (node.kind === ts.SyntaxKind.UnknownKeyword) return "anything";
  return node.getText();
}

function snakeCase(name) {
  return name.replace(/[A-Z]|(?<=[a-z])\d/g, (character) => `_${character.toLowerCase()}`);
}

function isUndefined(node) {
  return node.kind === ts.SyntaxKind.UndefinedKeyword;
}

function link(name, from) {
  const { page } = types.get(name);
  return `[${name}](${page === from ? "" : page}#${name.toLowerCase()})`;
}

/** Text of a docstring, its wire name taken out. */
function doc(node) {
  const comment = ts.getJSDocCommentsAndTags(node).find(ts.isJSDoc);
  if (!comment)
    throw new Error(`${node.name?.getText()} in ${node.getSourceFile().fileName} has no docstring`);
  const tag = comment.tags?.find(({ tagName }) => tagName.text === "deprecated");
  const all = `${plainText(comment.comment)}\n${plainText(tag?.comment)}`;
  const wire = /Wire: `([^`]+)`\./.exec(all)?.[1];
  const clean = (text) =>
    plainText(text)
      .replace(/\s*Wire: `[^`]+`\./, "")
      .trim();
  return { text: clean(comment.comment), wire, deprecated: tag ? clean(tag.comment) : undefined };
}

function plainText(comment) {
  if (comment === undefined || typeof comment === "string") return comment ?? "";
  return comment.map((part) => (ts.isJSDocLink(part) ? link(part.name.getText()) : part.text)).join("");
}

function firstSentence(node) {
  return cell(doc(node).text)
    .split(/(?<=[.!?])\s/)[0]
    .replace(/:$/, ".");
}

function cell(text) {
  return text.replace(/\s+/g, " ").replaceAll("|", "\\|");
}
