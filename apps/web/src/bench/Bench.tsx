import { useOpenRouterContext } from "@openrouter/sdk/react-query";
import { Play, Plus, Square, X } from "lucide-react";
import { useState } from "react";
import { messageText } from "../conversations/conversation.js";
import { openConversation } from "../navigation/route.js";
import { Button, IconButton } from "../ui/Button.js";
import { notify } from "../ui/notices.js";
import { firstProblem } from "../ui/problems.js";
import { Select } from "../ui/Select.js";
import { useStore } from "../ui/store.js";
import { BenchColumn, type Look } from "./BenchColumn.js";
import {
  addColumn,
  bench,
  changeBench,
  fewestColumns,
  mostColumns,
  mostRuns,
  removeColumn,
  runBench,
  stopBench,
} from "./bench.js";
import "./bench.css";

const looks = [
  ["answer", "Answers"],
  ["differences", "Differences from A"],
  ["probabilities", "Probabilities"],
] as const;

/** One question to several models or sets of parameters, side by side. */
export default function Bench({ model }: { model: string }) {
  const client = useOpenRouterContext();
  const { prompt, times, columns, runs, running } = useStore(bench);
  const [look, setLook] = useState<Look>("answer");
  const firstColumn = runs[columns[0]?.id ?? ""] ?? [];
  const textOfFirst = (index: number) => {
    const message = firstColumn[index]?.message;
    return message ? messageText(message) : "";
  };
  const run = () => {
    const wrong = firstProblem();
    if (wrong) notify(`Not sent. ${wrong}`);
    else runBench(client, model);
  };

  return (
    <div className="bench">
      <header className="bench-head">
        <h1>The bench</h1>
        <p>One question, asked of several models or settings at once.</p>
        <IconButton label="Close the bench" onClick={() => openConversation("")}>
          <X size={18} aria-hidden />
        </IconButton>
      </header>
      <form
        className="bench-question"
        onSubmit={(event) => {
          event.preventDefault();
          run();
        }}
      >
        <textarea
          className="input"
          aria-label="Question"
          dir="auto"
          rows={2}
          placeholder="What all columns are asked"
          value={prompt}
          onChange={(event) => changeBench({ prompt: event.target.value })}
        />
        <div className="bench-controls">
          <label>
            Runs{" "}
            <input
              className="input number"
              type="number"
              min={1}
              max={mostRuns}
              value={times}
              onChange={({ target }) => {
                const wanted = Math.round(target.valueAsNumber);
                if (wanted >= 1 && wanted <= mostRuns) changeBench({ times: wanted });
              }}
            />
          </label>
          <Select
            aria-label="What is shown"
            value={look}
            options={looks}
            onValue={(value) => setLook(looks.find(([name]) => name === value)?.[0] ?? "answer")}
          />
          <Button disabled={columns.length >= mostColumns || running} onClick={addColumn}>
            <Plus size={15} aria-hidden /> Column
          </Button>
          {running ? (
            <Button look="primary" onClick={stopBench}>
              <Square size={13} fill="currentColor" aria-hidden /> Stop
            </Button>
          ) : (
            <Button look="primary" type="submit" disabled={prompt.trim() === ""}>
              <Play size={15} aria-hidden /> Run
            </Button>
          )}
        </div>
      </form>
      <div className="bench-columns" data-columns={columns.length}>
        {columns.map((column, index) => (
          <BenchColumn
            key={column.id}
            column={column}
            name={"ABCD"[index] ?? ""}
            runs={runs[column.id] ?? []}
            first={textOfFirst}
            look={index === 0 && look === "differences" ? "answer" : look}
            preferredModel={model}
            onRemove={columns.length > fewestColumns && !running ? () => removeColumn(column.id) : undefined}
          />
        ))}
      </div>
    </div>
  );
}
