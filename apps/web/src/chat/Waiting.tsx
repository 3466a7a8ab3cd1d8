import { useEffect, useState } from "react";
import { formatSeconds } from "./statistics.js";

/** What the server's comment means; most only say that it is still there. */
function meaning(comment: string): string {
  const place = /queue position (\d+)/i.exec(comment)?.[1];
  if (place) return place === "1" ? "Next in the queue" : `Number ${place} in the queue`;
  return /^(openrouter processing|keep-?alive|ping)?$/i.test(comment)
    ? "Waiting for the first word"
    : comment;
}

/** Shown until the first word: what the server says about the wait, and how long it has been. */
export function Waiting({ since, keepAlive }: { since: number; keepAlive: string | undefined }) {
  const [now, setNow] = useState(since);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const elapsed = now - since;
  return (
    <p className="waiting">
      <span className="dots" aria-hidden>
        <i />
        <i />
        <i />
      </span>
      <span role="status">{meaning(keepAlive?.trim() ?? "")}</span>
      {elapsed >= 2000 && <span className="elapsed">{formatSeconds(Math.floor(elapsed / 1000) * 1000)}</span>}
    </p>
  );
}
