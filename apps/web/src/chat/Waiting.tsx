import { useEffect, useState } from "react";
import { formatSeconds } from "./statistics.js";

/** Comments of servers that only say “still there”. */
const empty = /^(openrouter processing|keep-?alive|ping)?$/i;

/** Shown until the first word: what the server says about the wait, and how long it has been. */
export function Waiting({ since, keepAlive }: { since: number; keepAlive: string | undefined }) {
  const [now, setNow] = useState(since);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const said = keepAlive?.trim() ?? "";
  const elapsed = now - since;
  return (
    <p className="waiting">
      <span className="dots" aria-hidden>
        <i />
        <i />
        <i />
      </span>
      <span role="status">{empty.test(said) ? "Waiting for the first word" : said}</span>
      {elapsed >= 2000 && <span className="elapsed">{formatSeconds(Math.floor(elapsed / 1000) * 1000)}</span>}
    </p>
  );
}
