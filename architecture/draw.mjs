// Draws the layers into docs/architecture.md: node architecture/draw.mjs
import { readFileSync, writeFileSync } from "node:fs";
import { parts } from "./layers.mjs";

export const document = new URL("../docs/architecture.md", import.meta.url);

/** A part's layers as a picture and a table. */
function drawing({ layers }) {
  const keys = Object.keys(layers);
  const composers = keys.filter((key) => layers[key].mayImport === "everything");
  const others = keys.filter((key) => !composers.includes(key));
  const node = (key) => `${key.replaceAll(/[^a-z]/g, "_")}["${key}"]`;
  const id = (key) => node(key).replace(/\[.*/, "");
  const arrows = others.flatMap((key) => {
    const targets = layers[key].mayImport.filter((target) => others.includes(target));
    return targets.length > 0 ? [`${id(key)} --> ${targets.map(id).join(" & ")}`] : [];
  });
  const inner = [...others.map(node), ...arrows];
  const picture =
    composers.length > 0
      ? [
          ...composers.map(node),
          'subgraph rest [" "]',
          ...inner.map((line) => `  ${line}`),
          "end",
          `${composers.map(id).join(" & ")} --> rest`,
        ]
      : inner;
  const rows = keys.map((key) => {
    const { job, mayImport } = layers[key];
    const allowed = Array.isArray(mayImport) ? mayImport.map((name) => `\`${name}\``).join(", ") : mayImport;
    return `| \`${key}\` | ${job} | ${allowed || "nothing"} |`;
  });
  return [
    "```mermaid",
    "flowchart TD",
    ...picture.map((line) => `  ${line}`),
    "```",
    "",
    "| layer | job | may import |",
    "|---|---|---|",
    ...rows,
  ].join("\n");
}

/** The document with its drawings made anew; each stands between `<!-- layers: part -->` and `<!-- end -->`. */
export function drawn(text) {
  return text.replaceAll(
    /(<!-- layers: (\w+) -->\n).*?(<!-- end -->)/gs,
    (_, begin, name, end) => `${begin}\n${drawing(parts[name])}\n\n${end}`,
  );
}

if (process.argv[1] === import.meta.filename) writeFileSync(document, drawn(readFileSync(document, "utf8")));
