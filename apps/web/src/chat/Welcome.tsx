import { ChartNoAxesColumn, Columns3, RefreshCw, SlidersHorizontal } from "lucide-react";
import type { ReactNode } from "react";
import { benchPath } from "../navigation/route.js";
import { show } from "../navigation/view.js";
import { Mark } from "../ui/Mark.js";

interface Props {
  modelName: string;
  onPick(text: string): void;
}

const suggestions = [
  ["Explain", "Explain why the sky is blue in three sentences."],
  ["Write", "Write a short poem about the first snow of the year."],
  ["Code", "Write a JavaScript function that reverses a string, and explain it."],
  ["Plan", "Give me a simple plan for learning to cook in four weeks."],
] as const;

/** What stands in an empty conversation: words to begin with, and what this page can do that others can't. */
export const Welcome = ({ modelName, onPick }: Props) => (
  <section className="welcome">
    <Mark size={40} />
    <h1>What shall we talk about?</h1>
    <p>{modelName ? `${modelName} is ready.` : "Ask a question, or begin with one of these."}</p>
    <ul className="list">
      {suggestions.map(([kind, text]) => (
        <li key={text}>
          <button type="button" onClick={() => onPick(text)}>
            <strong>{kind}</strong>
            <span>{text}</span>
          </button>
        </li>
      ))}
    </ul>
    <dl className="specials">
      <Special icon={<Columns3 size={16} aria-hidden />} name={<a href={benchPath}>Compare side by side</a>}>
        One question to up to four models or settings, side by side.
      </Special>
      <Special
        icon={<SlidersHorizontal size={16} aria-hidden />}
        name={
          <button type="button" onClick={() => show("panel")}>
            Set everything
          </button>
        }
      >
        Every parameter, schemas, grammars and tools, and the code for them.
      </Special>
      <Special icon={<ChartNoAxesColumn size={16} aria-hidden />} name="See the odds">
        How sure the model was of every word, and what it nearly said.
      </Special>
      <Special icon={<RefreshCw size={16} aria-hidden />} name="Lose nothing">
        Every edit is a version, and an answer goes on while you are away.
      </Special>
    </dl>
  </section>
);

const Special = ({ icon, name, children }: { icon: ReactNode; name: ReactNode; children: ReactNode }) => (
  <div>
    <dt>
      {icon} {name}
    </dt>
    <dd>{children}</dd>
  </div>
);
