import type { ChatMessage, ChatSession } from "@openrouter/sdk/chat-session";
import { Pencil, RotateCcw } from "lucide-react";
import { type KeyboardEvent, memo, type ReactNode, useState } from "react";
import { type AttachedFile, fileIn } from "../conversations/attached-file.js";
import { messageText } from "../conversations/conversation.js";
import { Button, IconButton } from "../ui/Button.js";
import { CopyButton } from "../ui/CopyButton.js";
import { isComposing } from "./Composer.js";
import { Picture } from "./Picture.js";

interface Props {
  message: ChatMessage;
  /** Sends other words in its place. */
  onEdit(messageId: string, text: string): void;
  /** Given when the message got no answer. */
  onRetry: ChatSession["retry"] | undefined;
  /** The way to its other versions, where there are some. */
  versions: ReactNode;
}

/** A longer text is folded. */
const longText = 3_000;

const SentFile = ({ file }: { file: AttachedFile }) => (
  <details className="sent-file">
    <summary>{file.name}</summary>
    <pre>{file.content.slice(0, longText * 10)}</pre>
  </details>
);

export const UserMessage = memo(function UserMessage({ message, onEdit, onRetry, versions }: Props) {
  const [draft, setDraft] = useState<string>();
  const [whole, setWhole] = useState(false);
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
      } else if (event.key === "Enter" && !event.shiftKey && !isComposing(event)) {
        event.preventDefault();
        save();
      }
    };
    return (
      <li className="message user editing">
        <textarea
          dir="auto"
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
          <span className="hint-text">What was said before stays as another version.</span>
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
      <div className="bubble" dir="auto">
        {message.parts.map((part, index) => {
          const key = `${index}-${part.type}`;
          if (part.type === "image") return <Picture key={key} url={part.url} alt="Sent image" />;
          const file = part.type === "text" && fileIn(part.text);
          return file ? <SentFile key={key} file={file} /> : null;
        })}
        {text.length > longText && !whole ? `${text.slice(0, longText)}…` : text}
        {text.length > longText && (
          <Button look="plain" onClick={() => setWhole(!whole)}>
            {whole ? "Show less" : "Show all"}
          </Button>
        )}
      </div>
      <div className="actions">
        {versions}
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
