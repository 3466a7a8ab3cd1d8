import type { ChatMessageTokenLogprob } from "@openrouter/sdk/models";
import { type KeyboardEvent, memo, type SyntheticEvent, useCallback, useId, useRef, useState } from "react";
import { cx } from "../ui/cx.js";
import "./probabilities.css";

const percent = new Intl.NumberFormat("en", { style: "percent", maximumSignificantDigits: 3 });
const probability = (logprob: number): number => Math.exp(logprob);

/** One of five shades, from sure to surprising. */
const shade = (logprob: number): number => {
  const p = probability(logprob);
  return p > 0.9 ? 0 : p > 0.6 ? 1 : p > 0.3 ? 2 : p > 0.1 ? 3 : 4;
};

const visible = (token: string): string =>
  token === "" ? "(nothing)" : token.replaceAll("\n", "⏎").replaceAll("\t", "⇥").replaceAll(" ", "·");

/** The answer token by token; pointing at one, or moving to it by the arrow keys, shows what else it could have been. */
export default function Probabilities({ tokens }: { tokens: readonly ChatMessageTokenLogprob[] }) {
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const current = tokens[Math.min(at, tokens.length - 1)];

  const point = useCallback((event: SyntheticEvent) => {
    const index = (event.target as HTMLElement).dataset.index;
    if (index !== undefined) setAt(Number(index));
  }, []);

  const move = (event: KeyboardEvent) => {
    const next = {
      ArrowRight: at + 1,
      ArrowDown: at + 1,
      ArrowLeft: at - 1,
      ArrowUp: at - 1,
      Home: 0,
      End: tokens.length - 1,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const index = Math.min(Math.max(next, 0), tokens.length - 1);
    setAt(index);
    list.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus();
  };

  if (!current) return <p className="hint-text">The answer has no tokens.</p>;
  return (
    <div className="probabilities">
      <div
        ref={list}
        className="token-text"
        role="listbox"
        aria-label="Tokens of the answer"
        aria-orientation="horizontal"
        aria-describedby={id}
        onPointerOver={point}
        onFocus={point}
        onKeyDown={move}
      >
        {tokens.map((token, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: tokens have no identity but their place
          <Token key={index} index={index} token={token} selected={index === at} />
        ))}
      </div>
      <Alternatives token={current} id={id} />
    </div>
  );
}

interface TokenProps {
  index: number;
  token: ChatMessageTokenLogprob;
  selected: boolean;
}

const Token = memo(function Token({ index, token, selected }: TokenProps) {
  return (
    <>
      <span
        role="option"
        aria-selected={selected}
        aria-label={`${visible(token.token)}, ${percent.format(probability(token.logprob))}`}
        data-index={index}
        tabIndex={selected ? 0 : -1}
        className={`token shade-${shade(token.logprob)}`}
      >
        {token.token}
      </span>
      {token.token.endsWith("\n") && <br />}
    </>
  );
});

function Alternatives({ token, id }: { token: ChatMessageTokenLogprob; id: string }) {
  const listed = token.topLogprobs.some((other) => other.token === token.token);
  const rows = listed ? token.topLogprobs : [token, ...token.topLogprobs];
  return (
    <div className="alternatives" id={id} aria-live="polite">
      <table>
        <caption>
          <code>{visible(token.token)}</code> had {percent.format(probability(token.logprob))}
        </caption>
        <thead className="visually-hidden">
          <tr>
            <th>Token</th>
            <th>Probability</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((other, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two alternatives may read the same
            <tr key={index} className={cx(other.token === token.token && "chosen")}>
              <td>
                <code>{visible(other.token)}</code>
              </td>
              <td>
                <meter min={0} max={1} value={probability(other.logprob)} aria-hidden />
                <span>{percent.format(probability(other.logprob))}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {token.topLogprobs.length === 0 && (
        <p className="hint-text">Set “Alternatives” in the parameters to see what else it could have been.</p>
      )}
    </div>
  );
}
