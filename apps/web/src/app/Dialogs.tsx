import type { ReactNode } from "react";
import type { Conversation } from "../conversations/conversation.js";
import { Sidebar } from "../conversations/Sidebar.js";
import TransferDialog from "../conversations/TransferDialog.js";
import { type DialogName, dialog } from "../navigation/view.js";
import SettingsDialog from "../settings/SettingsDialog.js";
import { Dialog } from "../ui/Dialog.js";
import HelpDialog from "./HelpDialog.js";

interface Props {
  name: Exclude<DialogName, "models">;
  conversation: Conversation;
  panel: ReactNode;
}

const close = () => dialog.set(undefined);

/** The dialog or drawer that is open. */
export default function Dialogs({ name, conversation, panel }: Props) {
  switch (name) {
    case "settings":
      return <SettingsDialog onClose={close} />;
    case "help":
      return <HelpDialog onClose={close} />;
    case "transfer":
      return <TransferDialog current={conversation} onClose={close} />;
    case "sidebar":
      return (
        <Dialog title="Conversations" place="left" bare onClose={close}>
          <Sidebar onChoice={close} />
        </Dialog>
      );
    case "panel":
      return (
        <Dialog title="Request" place="right" onClose={close}>
          {panel}
        </Dialog>
      );
  }
}
