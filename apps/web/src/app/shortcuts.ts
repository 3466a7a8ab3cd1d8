import { startNew } from "../conversations/current.js";
import { focusComposer, focusSearch } from "../navigation/focus.js";
import { dialog, show, toggle } from "../navigation/view.js";

export interface Shortcut {
  /** As shown; `Mod` is Ctrl, or ⌘ on a Mac. */
  keys: readonly string[];
  does: string;
}

const mac = /mac|iphone|ipad/i.test(navigator.platform);
export const modifierName = mac ? "⌘" : "Ctrl";

/** All shortcuts, for the help. The first four belong to the field for messages. */
export const shortcuts: readonly Shortcut[] = [
  { keys: ["Enter"], does: "Send the message" },
  { keys: ["Shift", "Enter"], does: "New line" },
  { keys: ["Esc"], does: "Stop the answer" },
  { keys: ["/"], does: "Go to the message field" },
  { keys: ["Mod", "Shift", "O"], does: "New conversation" },
  { keys: ["Mod", "K"], does: "Search conversations" },
  { keys: ["Mod", "B"], does: "Show or hide the conversations" },
  { keys: ["Mod", "."], does: "Show or hide the parameters" },
  { keys: ["Mod", ";"], does: "Choose the model" },
  { keys: ["Mod", ","], does: "Settings" },
  { keys: ["?"], does: "This list" },
];

const withModifier: Record<string, () => void> = {
  k: () => {
    show("sidebar");
    // The list may have to appear first.
    setTimeout(focusSearch.emit, 60);
  },
  b: () => toggle("sidebar"),
  ".": () => toggle("panel"),
  ";": () => show("models"),
  ",": () => show("settings"),
  "/": () => show("help"),
};

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.matches("input, textarea, select") || target.isContentEditable || target.shadowRoot !== null);

export function listenToShortcuts(): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    const { key, ctrlKey, metaKey, shiftKey, altKey, target } = event;
    const modified = mac ? metaKey : ctrlKey;
    let action: (() => void) | undefined;
    if (modified && !altKey && shiftKey && key.toLowerCase() === "o") {
      action = () => {
        dialog.set(undefined);
        startNew();
        focusComposer.emit();
      };
    } else if (modified && !altKey && !shiftKey) action = withModifier[key.toLowerCase()];
    else if (!modified && !altKey && !typing(target) && !dialog.get()) {
      if (key === "/") action = focusComposer.emit;
      else if (key === "?") action = () => show("help");
    }
    if (!action) return;
    event.preventDefault();
    action();
  };
  addEventListener("keydown", onKeyDown);
  return () => removeEventListener("keydown", onKeyDown);
}
