import { Download, Upload } from "lucide-react";
import { useRef, useState } from "react";
import { openConversation } from "../navigation/route.js";
import { Button } from "../ui/Button.js";
import { Dialog } from "../ui/Dialog.js";
import { notify } from "../ui/notices.js";
import { useStore } from "../ui/store.js";
import type { Conversation } from "./conversation.js";
import { beginConversation, conversations, deleteConversation, readWhole } from "./store.js";
import { readExport, writeExport } from "./transfer.js";

interface Props {
  current: Conversation;
  onClose(): void;
}

function download(name: string, text: string) {
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

const today = () => new Date().toISOString().slice(0, 10);

const plural = (count: number) => `${count} ${count === 1 ? "conversation" : "conversations"}`;

export default function TransferDialog({ current, onClose }: Props) {
  const { list } = useStore(conversations);
  const [problem, setProblem] = useState<string>();
  const input = useRef<HTMLInputElement>(null);

  const importFile = async (file: File | undefined) => {
    if (!file) return;
    try {
      const imported = readExport(await file.text());
      for (const { conversation, messages } of imported) beginConversation(conversation, messages);
      if (imported[0]) openConversation(imported[0].conversation.id);
      notify(`Imported ${plural(imported.length)}.`, {
        label: "Undo",
        run: () => {
          for (const { conversation } of imported) deleteConversation(conversation.id);
          openConversation("");
        },
      });
      onClose();
    } catch (error) {
      setProblem((error as Error).message);
    }
  };

  const save = async (name: string, wanted: readonly Conversation[]) =>
    download(name, writeExport(await readWhole(wanted)));

  return (
    <Dialog title="Import and export" onClose={onClose}>
      <div className="dialog-body">
        <p>
          Conversations live in this browser only. As a JSON file they can be kept elsewhere and read back
          here; the API key is never part of it. The files of ChatGPT (<code>conversations.json</code>) and of
          OpenRouter's chat are read too.
        </p>
        <div className="buttons">
          <Button
            disabled={current.head === ""}
            onClick={() => save(`conversation-${today()}.json`, [current])}
          >
            <Download size={16} aria-hidden /> This conversation
          </Button>
          <Button disabled={list.length === 0} onClick={() => save(`conversations-${today()}.json`, list)}>
            <Download size={16} aria-hidden /> All {plural(list.length)}
          </Button>
          <Button look="primary" onClick={() => input.current?.click()}>
            <Upload size={16} aria-hidden /> Import a file
          </Button>
          <input
            ref={input}
            type="file"
            accept="application/json,.json"
            hidden
            aria-label="File to import"
            onChange={(event) => {
              setProblem(undefined);
              importFile(event.target.files?.[0]);
              event.target.value = "";
            }}
          />
        </div>
        {problem && (
          <div role="alert" className="import-problem">
            <strong>This file was not imported</strong>
            <p>{problem}</p>
          </div>
        )}
      </div>
    </Dialog>
  );
}
