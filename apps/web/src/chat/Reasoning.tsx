import { ChevronRight } from "lucide-react";
import Markdown from "../markdown/Markdown.js";

/** What the model thought, folded away unless asked for. */
export const Reasoning = ({ text, growing }: { text: string; growing: boolean }) => (
  <details className="reasoning">
    <summary>
      <ChevronRight size={15} aria-hidden className="turn" />
      {growing ? <span className="shimmer">Thinking…</span> : "Thoughts"}
    </summary>
    <div className="reasoning-text">
      <Markdown text={text} complete={!growing} />
    </div>
  </details>
);
