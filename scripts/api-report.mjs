// Writes packages/sdk/api-report.md: what each entry point of the built package exports, and the declaration
// of each type that can be reached from there. With --check it writes nothing and fails when the report is not
// that of the built package: then the public API has changed, which should happen on purpose only.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";
import ts from "typescript";
import { entryPoints } from "../packages/sdk/entry-points.mjs";

const packageFolder = join(import.meta.dirname, "../packages/sdk");
const report = join(packageFolder, "api-report.md");
const { exports } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8"));

/** Entry point → its declaration file. */
const entries = Object.entries(exports)
  .filter(([name]) => name in entryPoints)
  .map(([name, target]) => [name.replace(/^\./, "@openrouter/sdk"), join(packageFolder, target.import.types)])
  .sort();
const missing = entries.find(([, file]) => !existsSync(file));
if (missing) fail(`${missing[0]} is not built. Run: npm run build -w packages/sdk`);

const program = ts.createProgram(
  entries.map(([, file]) => file),
  {
    strict: true,
    noEmit: true,
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    jsx: ts.JsxEmit.ReactJSX,
    types: [],
  },
);
const checker = program.getTypeChecker();
const printer = ts.createPrinter({ removeComments: true });

/** Declared name → text of its declarations. */
const declarations = new Map();
const visited = new Set();

const lists = entries.map(([name, file]) => {
  const module = checker.getSymbolAtLocation(program.getSourceFile(file));
  const exported = checker.getExportsOfModule(module).map((symbol) => {
    const target = resolve(symbol);
    collect(target);
    return symbol.name === target.name ? symbol.name : `${symbol.name} (${target.name})`;
  });
  return `## ${name}\n\n\`\`\`text\n${exported.sort(byName).join("\n")}\n\`\`\`\n`;
});
const declared = [...declarations].sort(([a], [b]) => byName(a, b)).map(([, text]) => text);
const text = `# The public API of @openrouter/sdk

Written by \`node scripts/api-report.mjs\` from the built package; a test compares it, so that the API changes on
purpose only.

${lists.join("\n")}
## Declarations

\`\`\`ts
${declared.join("\n\n")}
\`\`\`
`;

if (!process.argv.includes("--check")) writeFileSync(report, text);
else if (readFileSync(report, "utf8") !== text) {
  fail(`The public API is not that of packages/sdk/api-report.md:
${difference(readFileSync(report, "utf8"), text)}
If the change is meant, run: node scripts/api-report.mjs`);
}

/** Notes the declarations of a symbol of this package, and of all that they name. */
function collect(symbol) {
  if (visited.has(symbol)) return;
  visited.add(symbol);
  const own = (symbol.declarations ?? []).filter((node) =>
    node.getSourceFile().fileName.startsWith(`${packageFolder}${sep}dist`.replaceAll(sep, "/")),
  );
  if (own.length === 0) return;
  const texts = own.map((node) => print(ts.isVariableDeclaration(node) ? node.parent.parent : node));
  const earlier = declarations.get(symbol.name);
  declarations.set(symbol.name, [...new Set([...(earlier ? [earlier] : []), ...texts])].join("\n"));
  for (const node of own) visit(node);
}

function visit(node) {
  if (ts.isIdentifier(node)) {
    const symbol = checker.getSymbolAtLocation(node);
    const target = symbol && resolve(symbol);
    if (target?.declarations?.some(isDeclaration)) collect(target);
  }
  ts.forEachChild(node, visit);
}

function isDeclaration(node) {
  return (
    ts.isTypeAliasDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isVariableDeclaration(node)
  );
}

function resolve(symbol) {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function print(node) {
  return printer.printNode(ts.EmitHint.Unspecified, node, node.getSourceFile()).replace(/^declare /, "");
}

function byName(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Lines that only one of two texts has. */
function difference(before, after) {
  const only = (text, other, sign) => {
    const lines = new Set(other.split("\n"));
    return text
      .split("\n")
      .filter((line) => !lines.has(line))
      .map((line) => `${sign} ${line}`);
  };
  return [...only(before, after, "-"), ...only(after, before, "+")].join("\n") || "(only the order)";
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
