import { Pencil, Pin, PinOff, Trash2 } from "lucide-react";
import { memo, useState } from "react";
import { conversationPath, openConversation } from "../navigation/route.js";
import { IconButton } from "../ui/Button.js";
import { notify } from "../ui/notices.js";
import type { Conversation } from "./conversation.js";
import { changeConversation, deleteConversation } from "./store.js";

interface Props {
  conversation: Conversation;
  current: boolean;
  onChoice: (() => void) | undefined;
}

/** A conversation in the list. */
export const ConversationItem = memo(function ConversationItem({ conversation, current, onChoice }: Props) {
  const { id, title, pinned = false } = conversation;
  const [draft, setDraft] = useState<string>();

  const remove = () => {
    const undo = deleteConversation(id);
    notify(`“${title}” was deleted.`, {
      label: "Undo",
      run: () => {
        undo();
        if (current) openConversation(id);
      },
    });
  };

  if (draft !== undefined) {
    const save = () => {
      setDraft(undefined);
      const next = draft.trim();
      if (next && next !== title) changeConversation(id, { title: next, named: true });
    };
    return (
      <li className="item">
        <input
          // biome-ignore lint/a11y/noAutofocus: the user has just asked to write here
          autoFocus
          className="input"
          aria-label="Name of the conversation"
          value={draft}
          onFocus={(event) => event.target.select()}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={save}
          onKeyDown={(event) => {
            if (event.key === "Enter") save();
            if (event.key === "Escape") {
              event.preventDefault();
              event.stopPropagation();
              setDraft(undefined);
            }
          }}
        />
      </li>
    );
  }

  return (
    <li className="item" data-current={current || undefined}>
      <a href={conversationPath(id)} aria-current={current ? "page" : undefined} onClick={onChoice}>
        <bdi>{title}</bdi>
      </a>
      <span className="item-actions">
        <IconButton
          label={`${pinned ? "Unpin" : "Pin"} ${title}`}
          className="small"
          onClick={() => changeConversation(id, { pinned: !pinned })}
        >
          {pinned ? <PinOff size={14} aria-hidden /> : <Pin size={14} aria-hidden />}
        </IconButton>
        <IconButton label={`Rename ${title}`} className="small" onClick={() => setDraft(title)}>
          <Pencil size={14} aria-hidden />
        </IconButton>
        <IconButton label={`Delete ${title}`} className="small" onClick={remove}>
          <Trash2 size={14} aria-hidden />
        </IconButton>
      </span>
    </li>
  );
});
