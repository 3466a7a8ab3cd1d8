import type { ChatMessage, ChatSession } from "@openrouter/sdk/chat-session";
import { Pencil, RotateCcw } from "lucide-react";
import { type KeyboardEvent, memo, useState } from "react";
import { messageText } from "../conversations/conversation.js";
import { Button, IconButton } from "../ui/Button.js";
import { CopyButton } from "../ui/CopyButton.js";

interface Props {
  message: ChatMessage;
  onEdit: ChatSession["edit"];
  /** Given when the message got no answer. */
  onRetry: ChatSession["retry"] | undefined;
}

export const UserMessage = memo(function UserMessage({ message, onEdit, onRetry }: Props) {
  const [draft, setDraft] = useState<string>();
  const text = messageText(message);

  if (draft !== undefined) {
    const save = () => {
      setDraft(undefined);
      if (draft.trim() !== "" && draft !== text) onEdit(message.id, draft);
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === "Escape") {
        event.preventDefault();
        setDraft(undefined);
      } else if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) {
        event.preventDefault();
        save();
      }
    };
    return (
      <li className="message user editing">
        <textarea
          // biome-ignore lint/a11y/noAutofocus: the user has just asked to write here
          autoFocus
          className="input"
          aria-label="Edit message"
          value={draft}
          onFocus={(event) => event.target.setSelectionRange(draft.length, draft.length)}
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <div className="actions">
          <span className="hint-text">What comes after this message is replaced.</span>
          <Button look="plain" onClick={() => setDraft(undefined)}>
            Cancel
          </Button>
          <Button look="primary" onClick={save}>
            Send
          </Button>
        </div>
      </li>
    );
  }

  return (
    <li className="message user">
      <h2 className="visually-hidden">You</h2>
      <div className="bubble">
        {message.parts.map((part, index) =>
          part.type === "image" ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts have no identity but their place
            <img key={index} src={part.url} alt="Sent" />
          ) : null,
        )}
        {text}
      </div>
      <div className="actions">
        {onRetry && (
          <IconButton label="Ask again" className="small" onClick={() => onRetry()}>
            <RotateCcw size={15} aria-hidden />
          </IconButton>
        )}
        <CopyButton text={text} label="Copy message" />
        <IconButton label="Edit message" className="small" onClick={() => setDraft(text)}>
          <Pencil size={15} aria-hidden />
        </IconButton>
      </div>
    </li>
  );
});
