import { SlidersHorizontal, Trash2 } from "lucide-react";
import { lazy, useState } from "react";
import { ErrorNotice } from "../chat/ErrorNotice.js";
import { messageText } from "../conversations/conversation.js";
import { startWith } from "../conversations/current.js";
import Markdown from "../markdown/Markdown.js";
import { modelName, models } from "../models/models.js";
import { countSet } from "../request/parameters.js";
import { keepPreset } from "../request/presets.js";
import RequestPanel from "../request/RequestPanel.js";
import { Button, IconButton } from "../ui/Button.js";
import { Dialog } from "../ui/Dialog.js";
import { notify } from "../ui/notices.js";
import { Part } from "../ui/Part.js";
import { Select } from "../ui/Select.js";
import { useStore } from "../ui/store.js";
import { type Column, changeColumn, type Run } from "./bench.js";
import { Differences } from "./Differences.js";
import { figuresOf } from "./figures.js";

const Probabilities = lazy(() => import("../chat/Probabilities.js"));

export type Look = "answer" | "differences" | "probabilities";

interface Props {
  column: Column;
  /** What it is called: A, B … */
  name: string;
  runs: readonly Run[];
  /** The text of the same run in the first column. */
  first(run: number): string;
  look: Look;
  preferredModel: string;
  onRemove: (() => void) | undefined;
}

/** One column of the bench: what it asks with, its answers and their figures. */
export function BenchColumn({ column, name, runs, first, look, preferredModel, onRemove }: Props) {
  const { list } = useStore(models);
  const [chosen, setChosen] = useState<number>();
  const [panel, setPanel] = useState(false);
  const model = column.model || preferredModel;
  const at = Math.min(chosen ?? runs.length - 1, runs.length - 1);
  const run = runs[at];
  const set = countSet(column.parameters) + (column.instructions ? 1 : 0);
  const known = list.find(({ id }) => id === model);
  const options = list.map((candidate) => [candidate.id, modelName(candidate)] as const);

  return (
    <section className="bench-column" aria-label={`Column ${name}`}>
      <header>
        <strong aria-hidden>{name}</strong>
        <Select
          aria-label={`Model of column ${name}`}
          value={model}
          options={options}
          onValue={(value) => changeColumn(column.id, { model: value })}
        />
        <IconButton
          label={`Parameters of column ${name}${set > 0 ? ` (${set} set)` : ""}`}
          onClick={() => setPanel(true)}
        >
          <SlidersHorizontal size={16} aria-hidden />
        </IconButton>
        {onRemove && (
          <IconButton label={`Remove column ${name}`} onClick={onRemove}>
            <Trash2 size={16} aria-hidden />
          </IconButton>
        )}
      </header>
      {set > 0 && <p className="bench-set">{describe(column)}</p>}
      {runs.length > 1 && (
        <fieldset className="bench-runs" aria-label={`Runs of column ${name}`}>
          {runs.map(({ seed }, index) => (
            <button
              key={seed ?? index}
              type="button"
              aria-pressed={index === at}
              onClick={() => setChosen(index)}
            >
              {index + 1}
            </button>
          ))}
        </fieldset>
      )}
      <div className="bench-answer" aria-busy={run?.running || undefined}>
        {run && <Answer run={run} before={first(at)} look={look} />}
      </div>
      {run && !run.running && (
        <>
          <dl className="bench-figures">
            {figuresOf(
              runs.filter(({ running }) => !running).map(({ message }) => message),
              Date.now(),
            ).map(({ name: figure, value }) => (
              <div key={figure}>
                <dt>{figure}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          <div className="bench-next">
            <Button onClick={() => startWith({ ...column, model })}>Talk with these settings</Button>
            <Button onClick={() => keepAsPreset({ ...column, model })}>Keep as preset</Button>
          </div>
        </>
      )}
      {panel && (
        <Dialog title={`Parameters of column ${name}`} place="right" onClose={() => setPanel(false)}>
          <RequestPanel
            conversation={{ ...column, messages: [] }}
            model={model}
            supported={known?.supported_parameters ?? []}
            defaults={known?.default_parameters ?? {}}
            onChange={(change) => changeColumn(column.id, change)}
          />
        </Dialog>
      )}
    </section>
  );
}

function Answer({ run: { message, running }, before, look }: { run: Run; before: string; look: Look }) {
  const text = messageText(message);
  if (message.error) return <ErrorNotice error={message.error} onRetry={undefined} />;
  if (look === "differences" && !running) return <Differences before={before} text={text} />;
  if (look === "probabilities" && message.logprobs?.content)
    return (
      <Part>
        <Probabilities tokens={message.logprobs.content} />
      </Part>
    );
  return <Markdown text={text} complete={!running} />;
}

function keepAsPreset(column: Column): void {
  const set = describe(column);
  const name = set ? `${column.model}: ${set}` : column.model;
  notify(keepPreset({ ...column, name }) ?? "Kept. It stands in the parameters, under Preset.");
}

function describe({ instructions, parameters }: Column): string {
  const set = Object.entries(parameters).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  return [...(instructions ? ["instructions"] : []), ...set].join(", ").slice(0, 160);
}
