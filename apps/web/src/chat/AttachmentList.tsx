import { FileText, X } from "lucide-react";
import { IconButton } from "../ui/Button.js";
import type { Attachment } from "./attachments.js";

interface Props {
  attached: readonly Attachment[];
  onRemove(id: string): void;
}

/** What goes with the next message, above the field. */
export const AttachmentList = ({ attached, onRemove }: Props) => (
  <ul className="list attachments" aria-label="Attached">
    {attached.map(({ id, name, part }) => (
      <li key={id}>
        {part.type === "image" ? <img src={part.url} alt="" /> : <FileText size={16} aria-hidden />}
        <span>{name}</span>
        <IconButton label={`Remove ${name}`} className="small" onClick={() => onRemove(id)}>
          <X size={14} aria-hidden />
        </IconButton>
      </li>
    ))}
  </ul>
);
