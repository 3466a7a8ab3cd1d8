import { Fragment } from "react";
import { Dialog } from "../ui/Dialog.js";
import { modifierName, shortcuts } from "./shortcuts.js";

export default function HelpDialog({ onClose }: { onClose(): void }) {
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <div className="dialog-body">
        <dl className="shortcuts">
          {shortcuts.map(({ keys, does }) => (
            <div key={does}>
              <dt>{does}</dt>
              <dd>
                {keys.map((key) => (
                  <Fragment key={key}>
                    <kbd>{key === "Mod" ? modifierName : key}</kbd>{" "}
                  </Fragment>
                ))}
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </Dialog>
  );
}
