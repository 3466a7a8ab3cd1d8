import { useId, useState } from "react";
import { Button } from "../ui/Button.js";
import { Dialog } from "../ui/Dialog.js";
import { Select } from "../ui/Select.js";
import { call, type Key, type Reset, type ServerProblem } from "./server-api.js";
import { useServer } from "./use-server.js";

const resets = [
  ["", "in all"],
  ["daily", "a day"],
  ["weekly", "a week"],
  ["monthly", "a month"],
] as const;

interface Props {
  /** The key that is changed; without one a new one is made. */
  value?: Key;
  onClose(): void;
  /** Told the key itself when it is a new one. */
  onSaved(secret: string | undefined): void;
}

/** The fields of a key. The server checks them, and its complaint is shown. */
export function KeyEditor({ value, onClose, onSaved }: Props) {
  const server = useServer();
  const [name, setName] = useState(value?.name ?? "");
  const [limit, setLimit] = useState(value?.limit?.toString() ?? "");
  const [reset, setReset] = useState<string>(value?.limit_reset ?? "");
  const [expires, setExpires] = useState(value?.expires_at?.slice(0, 10) ?? "");
  const [perMinute, setPerMinute] = useState(value?.limits?.requests_per_minute?.toString() ?? "");
  const [problem, setProblem] = useState<string>();
  const [saving, setSaving] = useState(false);
  const id = useId();

  const save = async () => {
    setSaving(true);
    setProblem(undefined);
    const { requests_per_minute: _replaced, ...otherLimits } = value?.limits ?? {};
    const limits = { ...otherLimits, ...(perMinute && { requests_per_minute: Number(perMinute) }) };
    const body = {
      name: name.trim(),
      limit: limit === "" ? null : Number(limit),
      limit_reset: (reset || null) as Reset | null,
      // A field that shows the day would lose the hour of what it was not asked to change.
      ...(expires !== (value?.expires_at?.slice(0, 10) ?? "") && {
        expires_at: expires ? `${expires}T00:00:00Z` : null,
      }),
      ...((perMinute || value?.limits) && { limits: Object.keys(limits).length > 0 ? limits : null }),
    };
    try {
      const saved = await call<{ key?: string }>(server, value ? `/keys/${value.hash}` : "/keys", {
        method: value ? "PATCH" : "POST",
        body,
      });
      onSaved(saved.key);
    } catch (error) {
      setProblem((error as ServerProblem).message);
      setSaving(false);
    }
  };

  return (
    <Dialog title={value ? `Change “${value.name}”` : "New key"} onClose={onClose}>
      <form
        className="dialog-body"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <div className="field">
          <label htmlFor={`${id}-name`}>Name</label>
          <input
            id={`${id}-name`}
            className="input"
            required
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </div>
        <div className="field">
          <label htmlFor={`${id}-limit`}>Limit in US dollars</label>
          <div className="row">
            <input
              id={`${id}-limit`}
              className="input"
              type="number"
              min={0}
              step="any"
              placeholder="none"
              value={limit}
              onChange={(event) => setLimit(event.target.value)}
            />
            <Select
              aria-label="For how long the limit is"
              value={reset}
              options={resets}
              onValue={setReset}
            />
          </div>
        </div>
        <div className="field">
          <label htmlFor={`${id}-minute`}>Requests a minute</label>
          <input
            id={`${id}-minute`}
            className="input"
            type="number"
            min={1}
            placeholder="as many as it likes"
            value={perMinute}
            onChange={(event) => setPerMinute(event.target.value)}
          />
        </div>
        <div className="field">
          <label htmlFor={`${id}-expires`}>Expires (the day begins, UTC)</label>
          <input
            id={`${id}-expires`}
            className="input"
            type="date"
            value={expires}
            onChange={(event) => setExpires(event.target.value)}
          />
        </div>
        {problem && (
          <p className="problem" role="alert">
            {problem}
          </p>
        )}
        <div className="buttons">
          <Button type="submit" look="primary" disabled={name.trim() === "" || saving}>
            {value ? "Save" : "Make the key"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
