import { CopyButton } from "../ui/CopyButton.js";
import { Dialog } from "../ui/Dialog.js";

/** Shows a new key, this once. */
export const SecretDialog = ({ secret, onClose }: { secret: string; onClose(): void }) => (
  <Dialog title="Copy the key now" onClose={onClose}>
    <div className="dialog-body">
      <p>The server keeps no copy of it: nobody can show it again.</p>
      <div className="row secret">
        <code>{secret}</code>
        <CopyButton text={secret} label="Copy the key" wide />
      </div>
    </div>
  </Dialog>
);
