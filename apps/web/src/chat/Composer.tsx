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
import { keepDraft, readDraft } from "./drafts.js";

export interface ComposerHandle {
  /** Puts a text into the field, after what is written there. */
  write(text: string): void;
}

interface Props {
  /** Where the draft is kept. */
  draftId: string;
  busy: boolean;
  /** Returns whether the text went out; otherwise it stays. */
  onSend(text: string): boolean;
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

export function Composer({ draftId, busy, onSend, onStop, ref }: Props) {
  const [text, setText] = useState(() => readDraft(draftId));
  const field = useRef<HTMLTextAreaElement>(null);
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
    if (busy || text.trim() === "") return;
    if (!onSend(text)) return;
    sentAt.current = performance.now();
    write("");
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
          dir="auto"
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
