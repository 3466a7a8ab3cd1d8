import type { Element, RootContent } from "hast";
import { common, createLowlight } from "lowlight";
import type { Colouring, ColouringTask, Line } from "./highlight.js";

const lowlight = createLowlight(common);
const aliases: Record<string, string> = {
  jsonc: "json",
  tsx: "typescript",
  jsx: "javascript",
  gbnf: "plaintext",
};

function colour({ id, code, language }: ColouringTask): Colouring {
  const name = aliases[language] ?? language;
  if (!lowlight.registered(name)) return { id, lines: undefined };
  const lines: Line[] = [[]];
  const walk = (nodes: readonly (RootContent | Element["children"][number])[], kind: string) => {
    for (const node of nodes) {
      if (node.type === "text") {
        node.value.split("\n").forEach((text, index) => {
          if (index > 0) lines.push([]);
          if (text) lines.at(-1)!.push([kind, text]);
        });
      } else if (node.type === "element") {
        const names = node.properties.className;
        walk(node.children, Array.isArray(names) ? names.join(" ") : kind);
      }
    }
  };
  walk(lowlight.highlight(name, code).children, "");
  return { id, lines };
}

addEventListener("message", ({ data }: MessageEvent<ColouringTask>) => postMessage(colour(data)));
