import { useState } from "react";
import { notify } from "../ui/notices.js";
import { type Attachment, mostAttachments, readAttachment, textAttachment } from "./attachments.js";

/** What goes with the next message. */
export function useAttachments() {
  const [attached, setAttached] = useState<readonly Attachment[]>([]);

  const attach = (more: readonly Attachment[]) =>
    setAttached((before) => {
      if (before.length + more.length > mostAttachments)
        notify(`At most ${mostAttachments} files go with a message.`);
      return [...before, ...more].slice(0, mostAttachments);
    });

  return {
    attached,
    attachText: (name: string, text: string) => attach([textAttachment(name, text)]),
    async attachFiles(files: Iterable<File>) {
      const read = await Promise.allSettled([...files].slice(0, mostAttachments).map(readAttachment));
      const taken = read.flatMap((result) => (result.status === "fulfilled" ? result.value : []));
      attach(taken);
      const noted = taken.find(({ note }) => note !== undefined);
      if (noted?.note) notify(noted.note);
      const failed = read.find((result) => result.status === "rejected");
      if (failed) notify((failed.reason as Error).message);
    },
    remove: (id: string) => setAttached((before) => before.filter((other) => other.id !== id)),
    clear: () => setAttached([]),
  };
}
