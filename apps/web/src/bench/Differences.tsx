import { diffWordsWithSpace } from "diff";
import { useMemo } from "react";

interface Props {
  /** The text of the first column. */
  before: string;
  text: string;
}

/** Longer texts are compared by nobody's eyes. */
const longest = 20_000;

/** A text with what it says other than the first column's. */
export function Differences({ before, text }: Props) {
  const parts = useMemo(
    () => diffWordsWithSpace(before.slice(0, longest), text.slice(0, longest)),
    [before, text],
  );
  return (
    <p className="differences">
      {parts.map(({ added, removed, value }, index) => {
        const Piece = added ? "ins" : removed ? "del" : "span";
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no identity but their place
        return <Piece key={index}>{value}</Piece>;
      })}
    </p>
  );
}
