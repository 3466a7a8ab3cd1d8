import { Eye, EyeOff } from "lucide-react";
import { useId, useState } from "react";
import { McpSettings } from "../mcp/McpSettings.js";
import { models } from "../models/models.js";
import { Button, IconButton } from "../ui/Button.js";
import { Dialog } from "../ui/Dialog.js";
import { useStore } from "../ui/store.js";
import { changeSettings, serverURL, settings, type Theme } from "./settings.js";
import "./settings.css";

const themes: [Theme, string][] = [
  ["system", "Like the system"],
  ["light", "Light"],
  ["dark", "Dark"],
];

const addressProblem = (text: string): string | undefined => {
  if (text.trim() === "") return undefined;
  try {
    const { protocol } = new URL(text);
    return protocol === "http:" || protocol === "https:"
      ? undefined
      : "The address begins with http:// or https://.";
  } catch {
    return "This is no address. It looks like https://openrouter.ai/api/v1.";
  }
};

export default function SettingsDialog({ onClose }: { onClose(): void }) {
  const saved = useStore(settings);
  const [baseURL, setBaseURL] = useState(saved.baseURL);
  const [enteredKey, setApiKey] = useState<string>();
  const [visible, setVisible] = useState(false);
  const id = useId();
  const problem = addressProblem(baseURL);
  // A key is for the address that it was entered with; another server never gets it.
  const otherServer = serverURL(baseURL) !== serverURL(saved.baseURL);
  const apiKey = enteredKey ?? (otherServer ? "" : saved.apiKey);
  const changed = baseURL.trim() !== saved.baseURL || apiKey.trim() !== saved.apiKey;

  return (
    <Dialog title="Settings" onClose={onClose}>
      <form
        className="dialog-body"
        onSubmit={(event) => {
          event.preventDefault();
          if (problem) return;
          changeSettings({ baseURL: baseURL.trim(), apiKey: apiKey.trim() });
          setApiKey(undefined);
        }}
      >
        <fieldset>
          <legend>Appearance</legend>
          <div className="segments">
            {themes.map(([theme, label]) => (
              <label key={theme}>
                <input
                  type="radio"
                  name={`${id}-theme`}
                  checked={saved.theme === theme}
                  onChange={() => changeSettings({ theme })}
                />
                <span>{label}</span>
              </label>
            ))}
          </div>
        </fieldset>
        <div className="field">
          <label htmlFor={`${id}-url`}>Base URL</label>
          <input
            id={`${id}-url`}
            className="input"
            type="url"
            inputMode="url"
            autoComplete="off"
            spellCheck={false}
            placeholder={serverURL("")}
            value={baseURL}
            aria-invalid={problem ? true : undefined}
            aria-describedby={`${id}-url-note`}
            onChange={(event) => setBaseURL(event.target.value)}
          />
          <p id={`${id}-url-note`} className={problem ? "problem" : "note"}>
            {problem ??
              "Empty: the server this page came from. Any OpenRouter-compatible address works, if it allows this page to call it."}
          </p>
        </div>
        <div className="field">
          <label htmlFor={`${id}-key`}>API key</label>
          <div className="row">
            <input
              id={`${id}-key`}
              className="input"
              type={visible ? "text" : "password"}
              autoComplete="off"
              spellCheck={false}
              placeholder="Not needed for a server without keys"
              value={apiKey}
              aria-describedby={`${id}-key-note`}
              onChange={(event) => setApiKey(event.target.value)}
            />
            <IconButton
              label={visible ? "Hide the key" : "Show the key"}
              onClick={() => setVisible(!visible)}
            >
              {visible ? <EyeOff size={17} aria-hidden /> : <Eye size={17} aria-hidden />}
            </IconButton>
          </div>
          <p id={`${id}-key-note`} className="note">
            {otherServer && saved.apiKey && enteredKey === undefined
              ? "The key that was kept belongs to the address before; saving another one forgets it."
              : "Kept only in this browser’s local storage, and sent only to the base URL. Anyone who can use this browser profile can read it."}
          </p>
        </div>
        <div className="buttons">
          <Button type="submit" look="primary" disabled={!changed || problem !== undefined}>
            Save and connect
          </Button>
          {saved.apiKey && (
            <Button
              look="danger"
              onClick={() => {
                setApiKey(undefined);
                changeSettings({ apiKey: "" });
              }}
            >
              Forget the key
            </Button>
          )}
        </div>
        <Connection />
      </form>
      <McpSettings />
    </Dialog>
  );
}

/** Whether the server in the settings answers. */
function Connection() {
  const { status, list, problem } = useStore(models);
  const text = {
    loading: "Connecting…",
    ready: `Connected: ${list.length} ${list.length === 1 ? "model" : "models"}.`,
    failed: problem,
  }[status];
  return (
    <p className="connection" data-status={status} role="status">
      {text}
    </p>
  );
}
