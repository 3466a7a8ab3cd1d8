import mermaid from "mermaid";
import { createId } from "../ui/id.js";

mermaid.initialize({
  startOnLoad: false,
  securityLevel: "strict",
  suppressErrorRendering: true,
  maxTextSize: 20_000,
  maxEdges: 300,
  theme: "neutral",
  // An image has neither the page's fonts nor its HTML.
  fontFamily: "ui-sans-serif, system-ui, sans-serif",
  htmlLabels: false,
  // What a diagram must not set for itself.
  secure: [
    "secure",
    "securityLevel",
    "startOnLoad",
    "suppressErrorRendering",
    "maxTextSize",
    "maxEdges",
    "htmlLabels",
    "fontFamily",
    "themeCSS",
    "dompurifyConfig",
  ],
});

/** A diagram as SVG. Rejects where the text is none. */
export async function drawDiagram(code: string): Promise<string> {
  const { svg } = await mermaid.render(`diagram-${createId()}`, code);
  return svg;
}
