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

/** What stands in an empty conversation. */
export const Welcome = ({ modelName, onPick }: Props) => (
  <section className="welcome">
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
  </section>
);
