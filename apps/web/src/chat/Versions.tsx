import { ChevronLeft, ChevronRight } from "lucide-react";
import { IconButton } from "../ui/Button.js";

interface Props {
  /** Ids of what stands in this place, oldest first. */
  ids: readonly string[];
  /** The one that is shown. */
  current: string;
  onShow(id: string): void;
}

/** The way between the versions of a message: ‹ 2/3 ›. */
export function Versions({ ids, current, onShow }: Props) {
  const at = ids.indexOf(current);
  const before = ids[at - 1];
  const after = ids[at + 1];
  return (
    <fieldset className="versions" aria-label="Versions">
      <IconButton
        label="Version before"
        className="small"
        disabled={before === undefined}
        onClick={() => before !== undefined && onShow(before)}
      >
        <ChevronLeft size={15} aria-hidden />
      </IconButton>
      <span>
        {at + 1}/{ids.length}
      </span>
      <IconButton
        label="Version after"
        className="small"
        disabled={after === undefined}
        onClick={() => after !== undefined && onShow(after)}
      >
        <ChevronRight size={15} aria-hidden />
      </IconButton>
    </fieldset>
  );
}
