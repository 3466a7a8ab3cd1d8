import { ArrowUp, Square } from "lucide-react";
import {
  type KeyboardEvent,
  type MouseEvent,
  type Ref,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from "react";
import { focusComposer } from "../navigation/focus.js";

export interface ComposerHandle {
  write(text: string): void;
}

interface Props {
  conversationId: string;
  busy: boolean;
  onSend(text: string): void;
  onStop(): void;
  ref?: Ref<ComposerHandle>;
}

/** The second click of a double click on Send comes within this time, and meets the Stop that stands there by then. */
const doubleClickMs = 500;

/** What was written and not sent, for the time of this page. */
const drafts = new Map<string, string>();

export function Composer({ conversationId, busy, onSend, onStop, ref }: Props) {
  const [text, setText] = useState(() => drafts.get(conversationId) ?? "");
  const field = useRef<HTMLTextAreaElement>(null);
  const sentAt = useRef(Number.NEGATIVE_INFINITY);

  const write = (next: string) => {
    setText(next);
    drafts.set(conversationId, next);
  };

  useImperativeHandle(ref, () => ({
    write(next) {
      write(next);
      field.current?.focus();
    },
  }));

  useEffect(() => {
    // On a phone the keyboard would cover the page.
    if (matchMedia("(hover: hover)").matches) field.current?.focus({ preventScroll: true });
    return focusComposer.listen(() => field.current?.focus());
  }, []);

  const send = () => {
    if (busy || text.trim() === "") return;
    sentAt.current = performance.now();
    onSend(text);
    write("");
  };

  const stop = (event: MouseEvent) => {
    const byPointer = event.detail > 0;
    if (!byPointer || event.timeStamp - sentAt.current > doubleClickMs) onStop();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    // While a character is being composed, Enter belongs to the input method.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };

  return (
    <div className="composer-area">
      <form
        className="composer"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <textarea
          ref={field}
          rows={1}
          aria-label="Message"
          placeholder="Write a message"
          value={text}
          onChange={(event) => write(event.target.value)}
          onKeyDown={onKeyDown}
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
            disabled={text.trim() === ""}
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
