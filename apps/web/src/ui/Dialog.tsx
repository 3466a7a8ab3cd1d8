import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./cx.js";
import "./dialog.css";

interface Props {
  title: string;
  onClose(): void;
  /** In the middle, or along an edge. */
  place?: "middle" | "left" | "right";
  /** Draws its own heading; the title is then only announced. */
  bare?: boolean;
  children: ReactNode;
}

export const Dialog = ({ title, onClose, place = "middle", bare = false, children }: Props) => (
  <Base.Root open onOpenChange={(open) => !open && onClose()}>
    <Base.Portal>
      <Base.Backdrop className="backdrop" />
      <Base.Popup className={cx("dialog", place)}>
        {bare ? (
          <Base.Title className="visually-hidden">{title}</Base.Title>
        ) : (
          <header className="dialog-head">
            <Base.Title>{title}</Base.Title>
            <Base.Close className="icon-button" aria-label="Close" title="Close">
              <X size={18} aria-hidden />
            </Base.Close>
          </header>
        )}
        {children}
      </Base.Popup>
    </Base.Portal>
  </Base.Root>
);
