import type { ChatSession } from "@openrouter/sdk/chat-session";
import { CircleAlert } from "lucide-react";
import { useEffect, useState } from "react";
import { startNew } from "../conversations/current.js";
import { show } from "../navigation/view.js";
import { serverURL, settings } from "../settings/settings.js";
import { Button } from "../ui/Button.js";
import { useStore } from "../ui/store.js";
import { explain, type Remedy } from "./explain.js";

interface Props {
  error: Error;
  onRetry: ChatSession["retry"] | undefined;
}

const remedies: Record<Remedy, { label: string; run: () => void }> = {
  settings: { label: "Open settings", run: () => show("settings") },
  models: { label: "Choose a model", run: () => show("models") },
  parameters: { label: "Show parameters", run: () => show("panel") },
  new: { label: "New conversation", run: startNew },
};

/** What went wrong and what to do about it. */
export function ErrorNotice({ error, onRetry }: Props) {
  const { baseURL } = useStore(settings);
  const { title, advice, detail, remedy, canRetry, waitMs } = explain(error, serverURL(baseURL));
  const wait = useCountdown(waitMs ?? 0);
  return (
    <li>
      <div className="error-notice" role="alert">
        <CircleAlert size={18} aria-hidden />
        <div>
          <strong>{title}</strong>
          <p>{advice}</p>
          {detail && <p className="detail">{detail}</p>}
          {onRetry && (
            <div className="error-actions">
              {canRetry && (
                <Button onClick={() => onRetry()}>
                  {wait > 0 ? `Try again (in ${wait} s)` : "Try again"}
                </Button>
              )}
              {remedy && (
                <Button look="plain" onClick={remedies[remedy].run}>
                  {remedies[remedy].label}
                </Button>
              )}
            </div>
          )}
        </div>
      </div>
    </li>
  );
}

/** Seconds left of a wait that begins now. */
function useCountdown(waitMs: number): number {
  const [end] = useState(() => Date.now() + waitMs);
  const [now, setNow] = useState(() => Date.now());
  const left = Math.ceil((end - now) / 1000);
  useEffect(() => {
    if (left <= 0) return;
    const timer = setTimeout(() => setNow(Date.now()), 1000);
    return () => clearTimeout(timer);
  }, [left]);
  return Math.max(left, 0);
}
