import { logitBiasRange, maxStopSequences } from "@openrouter/server/parameters";
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { Button, IconButton } from "../../ui/Button.js";
import { ParameterRow } from "../ParameterRow.js";
import type { OwnParameter } from "../parameters.js";

interface RowsProps<R> {
  parameter: OwnParameter;
  isSet: boolean;
  rows: R[];
  onRows(rows: R[] | undefined): void;
  blank: R;
  addLabel: string;
  limit?: number;
  problem?: string | undefined;
  children(row: R, change: (row: R) => void, index: number): React.ReactNode;
}

/** A list of rows that can grow and shrink. */
function Rows<R>({
  parameter,
  isSet,
  rows,
  onRows,
  blank,
  addLabel,
  limit,
  problem,
  children,
}: RowsProps<R>) {
  return (
    <ParameterRow {...{ parameter, isSet, problem }} onReset={() => onRows(undefined)}>
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
        <div className="row" key={index}>
          {children(row, (changed) => onRows(rows.with(index, changed)), index)}
          <IconButton
            label={`Remove row ${index + 1}`}
            className="small"
            onClick={() => onRows(rows.length > 1 ? rows.toSpliced(index, 1) : undefined)}
          >
            <X size={15} aria-hidden />
          </IconButton>
        </div>
      ))}
      {rows.length < (limit ?? Number.POSITIVE_INFINITY) && (
        <Button look="plain" className="add" onClick={() => onRows([...rows, blank])}>
          <Plus size={15} aria-hidden /> {addLabel}
        </Button>
      )}
    </ParameterRow>
  );
}

const escapeText = (text: string) =>
  text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\t", "\\t");
const unescapeText = (text: string) =>
  text.replace(/\\(.)/g, (whole, char: string) => ({ n: "\n", t: "\t", "\\": "\\" })[char] ?? whole);

interface StopProps {
  parameter: OwnParameter;
  value: string | string[] | null | undefined;
  onChange(value: string[] | undefined): void;
}

export function StopField({ parameter, value, onChange }: StopProps) {
  const stored = typeof value === "string" ? [value] : (value ?? []);
  const [draft, setDraft] = useState<string[]>();
  const rows = draft ?? stored.map(escapeText);
  return (
    <Rows
      parameter={parameter}
      isSet={value !== undefined || draft !== undefined}
      rows={rows}
      blank=""
      limit={maxStopSequences}
      addLabel="Add a stop sequence"
      onRows={(next) => {
        setDraft(next);
        const texts = next?.filter((row) => row !== "").map(unescapeText) ?? [];
        onChange(texts.length > 0 ? texts : undefined);
      }}
    >
      {(row, change, index) => (
        <input
          className="input mono"
          aria-label={`Stop sequence ${index + 1}`}
          value={row}
          placeholder="\n\n"
          onChange={(event) => change(event.target.value)}
        />
      )}
    </Rows>
  );
}

type Pair = [key: string, value: string];

interface PairsProps {
  parameter: OwnParameter;
  value: Record<string, string> | undefined;
  onChange(value: Record<string, string> | undefined): void;
  keyLabel: string;
  valueLabel: string;
  addLabel: string;
  /** What is wrong with a pair. */
  check?(key: string, value: string): string | undefined;
}

/** A record as rows of key and value; only complete and valid pairs are taken over. */
function PairsField({ parameter, value, onChange, keyLabel, valueLabel, addLabel, check }: PairsProps) {
  const [draft, setDraft] = useState<Pair[]>();
  const rows: Pair[] = draft ?? Object.entries(value ?? {});
  const filled = rows.filter(([key, text]) => key !== "" && text !== "");
  const repeated = filled.find(([key], index) => filled.findIndex(([other]) => other === key) < index)?.[0];
  const problem =
    filled.map(([key, text]) => check?.(key, text)).find(Boolean) ??
    (repeated !== undefined ? `“${repeated}” is there twice; the last one counts.` : undefined);
  return (
    <Rows<Pair>
      {...{ parameter, rows, addLabel, problem }}
      isSet={value !== undefined || draft !== undefined}
      blank={["", ""]}
      onRows={(next) => {
        setDraft(next);
        const pairs = next?.filter(([key, text]) => key !== "" && text !== "" && !check?.(key, text)) ?? [];
        onChange(pairs.length > 0 ? Object.fromEntries(pairs) : undefined);
      }}
    >
      {([key, text], change, index) => (
        <>
          <input
            className="input mono"
            aria-label={`${keyLabel} ${index + 1}`}
            placeholder={keyLabel}
            value={key}
            onChange={(event) => change([event.target.value, text])}
          />
          <input
            className="input mono"
            aria-label={`${valueLabel} ${index + 1}`}
            placeholder={valueLabel}
            value={text}
            onChange={(event) => change([key, event.target.value])}
          />
        </>
      )}
    </Rows>
  );
}

interface MetadataProps {
  parameter: OwnParameter;
  value: Record<string, string> | undefined;
  onChange(value: Record<string, string> | undefined): void;
}

export const MetadataField = (props: MetadataProps) => (
  <PairsField {...props} keyLabel="Key" valueLabel="Value" addLabel="Add a note" />
);

interface LogitBiasProps {
  parameter: OwnParameter;
  value: Record<string, number> | null | undefined;
  onChange(value: Record<string, number> | undefined): void;
}

const biasProblem = (key: string, value: string): string | undefined => {
  if (!/^\d+$/.test(key)) return `“${key}” is no token id: use a whole number.`;
  const bias = Number(value);
  const { min, max } = logitBiasRange;
  return bias >= min && bias <= max
    ? undefined
    : `The bias of token ${key} must be between ${min} and ${max}.`;
};

export const LogitBiasField = ({ parameter, value, onChange }: LogitBiasProps) => (
  <PairsField
    parameter={parameter}
    value={
      value ? Object.fromEntries(Object.entries(value).map(([id, bias]) => [id, String(bias)])) : undefined
    }
    onChange={(pairs) =>
      onChange(pairs && Object.fromEntries(Object.entries(pairs).map(([id, bias]) => [id, Number(bias)])))
    }
    keyLabel="Token id"
    valueLabel="Bias"
    addLabel="Add a token"
    check={biasProblem}
  />
);
