import { X } from "lucide-react";
import { useEffect, useState } from "react";
import { announcement } from "./announcer.js";
import { Button, IconButton } from "./Button.js";
import { notice } from "./notices.js";
import { useStore } from "./store.js";
import "./notices.css";

const shownMs = 9000;

/** The polite live region and the notice at the foot of the page. */
export function Notices() {
  const spoken = useStore(announcement);
  const current = useStore(notice);
  const [held, setHeld] = useState(false);

  useEffect(() => {
    if (!current || held) return;
    const timer = setTimeout(() => notice.set(undefined), shownMs);
    return () => clearTimeout(timer);
  }, [current, held]);

  return (
    <>
      <div className="visually-hidden" aria-live="polite">
        {spoken}
      </div>
      <div role="status" className="notices">
        {current && (
          // biome-ignore lint/a11y/noStaticElementInteractions: only keeps the notice while it is looked at
          <div
            key={current.id}
            className="notice"
            onPointerEnter={() => setHeld(true)}
            onPointerLeave={() => setHeld(false)}
            onFocus={() => setHeld(true)}
            onBlur={() => setHeld(false)}
          >
            <span>{current.text}</span>
            {current.action && (
              <Button
                look="plain"
                onClick={() => {
                  current.action?.run();
                  notice.set(undefined);
                }}
              >
                {current.action.label}
              </Button>
            )}
            <IconButton label="Dismiss" className="small" onClick={() => notice.set(undefined)}>
              <X size={15} aria-hidden />
            </IconButton>
          </div>
        )}
      </div>
    </>
  );
}
