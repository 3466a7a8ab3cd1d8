import { memo, useState } from "react";
import { cx } from "../ui/cx.js";
import { type Block, createBlockReader } from "./blocks.js";
import { Settled } from "./settled.js";
import { renderTokens } from "./Tokens.js";
import "./markdown.css";

interface Props {
  text: string;
  /** False while the text still grows. */
  complete: boolean;
}

/** Markdown that may still be growing: only what changes is parsed and drawn again. */
export default function Markdown({ text, complete }: Props) {
  const [reader] = useState(createBlockReader);
  const blocks = reader.read(text, complete);
  return (
    <Settled value={complete}>
      <div className="markdown">
        {blocks.map((block, index) => (
          <BlockView key={block.start} block={block} complete={complete || index < blocks.length - 1} />
        ))}
      </div>
    </Settled>
  );
}

const BlockView = memo(function BlockView({ block, complete }: { block: Block; complete: boolean }) {
  return (
    <div className={cx("block", block.follows && "follows")}>{renderTokens(block.tokens, { complete })}</div>
  );
});
