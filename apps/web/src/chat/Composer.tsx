import type { ImagePart, TextPart } from "@openrouter/sdk/chat-session";
import { ArrowUp, Paperclip, Square } from "lucide-react";
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type MouseEvent,
  type Ref,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from "react";
import { focusComposer } from "../navigation/focus.js";
import { IconButton } from "../ui/Button.js";
import { AttachmentList } from "./AttachmentList.js";
import { longPaste } from "./attachments.js";
import { keepDraft, readDraft } from "./drafts.js";
import { useAttachments } from "./useAttachments.js";

export interface ComposerHandle {
  /** Puts a text into the field, after what is written there. */
  write(text: string): void;
}

interface Props {
  /** Where the draft is kept. */
  draftId: string;
  busy: boolean;
  /** Whether the model says that it takes images; undefined when it says nothing. */
  takesImages: boolean | undefined;
  /** Returns whether the message went out; otherwise it stays. */
  onSend(parts: (TextPart | ImagePart)[]): boolean;
  onStop(): void;
  ref?: Ref<ComposerHandle>;
}

/** The second click of a double click on Send comes within this time, and meets the Stop that stands there by then. */
const doubleClickMs = 500;

/** Safari tells Enter that ends a composition only by the key code of input methods. */
const inputMethodKey = 229;

/** While a character is being composed, Enter belongs to the input method. */
export const isComposing = ({ nativeEvent }: KeyboardEvent): boolean =>
  nativeEvent.isComposing || nativeEvent.keyCode === inputMethodKey;

export function Composer({ draftId, busy, takesImages, onSend, onStop, ref }: Props) {
  const [text, setText] = useState(() => readDraft(draftId));
  const field = useRef<HTMLTextAreaElement>(null);
  const file = useRef<HTMLInputElement>(null);
  const { attached, attachFiles, attachText, remove, clear } = useAttachments();
  const refused = takesImages === false && attached.some(({ kind }) => kind === "image");
  const empty = text.trim() === "" && attached.length === 0;
  const sentAt = useRef(Number.NEGATIVE_INFINITY);

  const write = (next: string) => {
    setText(next);
    keepDraft(draftId, next);
  };

  useImperativeHandle(ref, () => ({
    write(next) {
      write(text.trim() === "" ? next : `${text.trimEnd()}\n\n${next}`);
      field.current?.focus();
    },
  }));

  useEffect(() => {
    // On a phone the keyboard would cover the page.
    if (matchMedia("(hover: hover)").matches) field.current?.focus({ preventScroll: true });
    return focusComposer.listen(() => field.current?.focus());
  }, []);

  const send = () => {
    if (busy || empty || refused) return;
    const words: TextPart[] = text.trim() === "" ? [] : [{ type: "text", text }];
    if (!onSend([...words, ...attached.map(({ part }) => part)])) return;
    sentAt.current = performance.now();
    write("");
    clear();
  };

  const onPaste = (event: ClipboardEvent) => {
    const { files } = event.clipboardData;
    const pasted = event.clipboardData.getData("text/plain");
    if (files.length === 0 && pasted.length < longPaste) return;
    event.preventDefault();
    if (files.length > 0) attachFiles(files);
    else attachText("pasted.txt", pasted);
  };

  const stop = (event: MouseEvent) => {
    const byPointer = event.detail > 0;
    if (!byPointer || event.timeStamp - sentAt.current > doubleClickMs) onStop();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || isComposing(event)) return;
    // A soft keyboard has no Shift Enter.
    if (matchMedia("(hover: none)").matches) return;
    event.preventDefault();
    send();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: files may also be chosen with the button or pasted
    <div
      className="composer-area"
      onDragOver={(event) => {
        if (event.dataTransfer.types.includes("Files")) event.preventDefault();
      }}
      onDrop={(event) => {
        if (event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        attachFiles(event.dataTransfer.files);
      }}
    >
      {attached.length > 0 && <AttachmentList attached={attached} onRemove={remove} />}
      {refused && (
        <p className="hint" role="alert">
          This model takes no images: remove them, or choose another model.
        </p>
      )}
      <form
        className="composer"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <input
          ref={file}
          type="file"
          multiple
          hidden
          aria-label="Files to attach"
          onChange={(event) => {
            attachFiles(event.target.files ?? []);
            event.target.value = "";
          }}
        />
        <IconButton label="Attach files" onClick={() => file.current?.click()}>
          <Paperclip size={17} aria-hidden />
        </IconButton>
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          aria-label="Message"
          placeholder="Write a message"
          value={text}
          onChange={(event) => write(event.target.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        {busy ? (
          <button type="button" className="send" aria-label="Stop" title="Stop (Esc)" onClick={stop}>
            <Square size={13} fill="currentColor" aria-hidden />
          </button>
        ) : (
          <button
            type="submit"
            className="send"
            aria-label="Send"
            title="Send (Enter)"
            disabled={empty || refused}
          >
            <ArrowUp size={18} strokeWidth={2.25} aria-hidden />
          </button>
        )}
      </form>
      <p className="composer-hint">
        <kbd>Enter</kbd> sends <span aria-hidden>·</span> <kbd>Shift</kbd> <kbd>Enter</kbd> new line{" "}
        <span aria-hidden>·</span> <kbd>Esc</kbd> stops
      </p>
    </div>
  );
}
