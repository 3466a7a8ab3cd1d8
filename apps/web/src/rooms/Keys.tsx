import { Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "../ui/Button.js";
import { Dialog } from "../ui/Dialog.js";
import { notify } from "../ui/notices.js";
import { Answer, Gate, useRefresh } from "./Answer.js";
import { day, money } from "./figures.js";
import { KeyEditor } from "./KeyEditor.js";
import { SecretDialog } from "./SecretDialog.js";
import { call, type Key, type ServerProblem } from "./server-api.js";
import { useKeys, useServer } from "./use-server.js";

/** The keys that the server keeps. */
export const Keys = () => <Gate path="/credits">{() => <KeyList />}</Gate>;

function KeyList() {
  const keys = useKeys();
  const refresh = useRefresh();
  const [editing, setEditing] = useState<Key | "new">();
  const [secret, setSecret] = useState<string>();
  return (
    <>
      <Answer query={keys}>
        {(found) => (
          <>
            <div className="room-controls">
              <Button look="primary" onClick={() => setEditing("new")}>
                <Plus size={15} aria-hidden /> New key
              </Button>
            </div>
            {found.length === 0 && (
              <p className="room-hint">No keys yet. Each program or person gets one of its own.</p>
            )}
            <ul className="list cards">
              {found.map((key) => (
                <KeyCard key={key.hash} value={key} onEdit={() => setEditing(key)} />
              ))}
            </ul>
          </>
        )}
      </Answer>
      {editing && (
        <KeyEditor
          {...(editing !== "new" && { value: editing })}
          onClose={() => setEditing(undefined)}
          onSaved={(made) => {
            setEditing(undefined);
            setSecret(made);
            refresh();
          }}
        />
      )}
      {secret && <SecretDialog secret={secret} onClose={() => setSecret(undefined)} />}
    </>
  );
}

function KeyCard({ value, onEdit }: { value: Key; onEdit(): void }) {
  const server = useServer();
  const refresh = useRefresh();
  const [revoking, setRevoking] = useState(false);
  const { name, label, hash, disabled, limit, limit_remaining, limit_reset, expires_at } = value;
  const expired = expires_at !== null && Date.parse(expires_at) <= Date.now();
  const facts: [string, string][] = [
    ["Limit", limit === null ? "none" : `${money(limit)} ${limit_reset ?? "in all"}`],
    ["Left", limit_remaining === null ? "–" : money(limit_remaining)],
    ["This month", money(value.usage_monthly)],
    ["Ever", money(value.usage)],
    ["Made", day(value.created_at)],
    ["Expires", expires_at ? day(expires_at) : "never"],
  ];

  const change = async (method: "PATCH" | "DELETE", body?: object) => {
    try {
      await call(server, `/keys/${hash}`, { method, ...(body && { body }) });
      await refresh();
    } catch (error) {
      notify((error as ServerProblem).message);
    }
  };

  return (
    <li className="card">
      <header>
        <strong>{name}</strong>
        <code>{label}</code>
        <span className="state" data-state={disabled || expired ? "bad" : "good"}>
          {disabled ? "disabled" : expired ? "expired" : "valid"}
        </span>
      </header>
      <dl className="facts">
        {facts.map(([fact, text]) => (
          <div key={fact}>
            <dt>{fact}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <div className="row">
        <Button aria-label={`Change ${name}`} onClick={onEdit}>
          Change
        </Button>
        <Button
          aria-label={`${disabled ? "Enable" : "Disable"} ${name}`}
          onClick={() => change("PATCH", { disabled: !disabled })}
        >
          {disabled ? "Enable" : "Disable"}
        </Button>
        <Button look="danger" aria-label={`Revoke ${name}`} onClick={() => setRevoking(true)}>
          Revoke
        </Button>
      </div>
      {revoking && (
        <Dialog title={`Revoke “${name}”?`} onClose={() => setRevoking(false)}>
          <div className="dialog-body">
            <p>Within a second no server accepts it any more. What it has spent stays in the books.</p>
            <div className="buttons">
              <Button
                look="danger"
                onClick={() => {
                  setRevoking(false);
                  change("DELETE");
                }}
              >
                Revoke the key
              </Button>
              <Button onClick={() => setRevoking(false)}>Keep it</Button>
            </div>
          </div>
        </Dialog>
      )}
    </li>
  );
}
