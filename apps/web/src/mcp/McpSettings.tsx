import { RotateCw, Trash2 } from "lucide-react";
import { useId, useState } from "react";
import { Button, IconButton } from "../ui/Button.js";
import { useStore } from "../ui/store.js";
import { addServer, type McpServer, mcpServers, mostServers, removeServer } from "./servers.js";
import { reconnect, serverStates } from "./tools.js";
import "./mcp.css";

/** The servers whose tools models may call, and a form to add one. */
export function McpSettings() {
  const servers = useStore(mcpServers);
  const states = useStore(serverStates);
  const [url, setUrl] = useState("");
  const [header, setHeader] = useState("");
  const [value, setValue] = useState("");
  const id = useId();
  const problem = url.trim() === "" ? undefined : addressProblem(url);

  const add = () => {
    const name = header.trim() || (value.trim() ? "Authorization" : "");
    addServer({ url: new URL(url.trim()).href, header: name, value: secretFor(name, value.trim()) });
    setUrl("");
    setHeader("");
    setValue("");
  };

  return (
    <form
      className="dialog-body mcp-settings"
      aria-label="MCP servers"
      onSubmit={(event) => {
        event.preventDefault();
        if (url.trim() && !problem) add();
      }}
    >
      <div>
        <h3>MCP servers</h3>
        <p className="note">Their tools are offered to the model. None runs before you have said so.</p>
      </div>
      {servers.length > 0 && (
        <ul className="list">
          {servers.map((server) => (
            <Entry key={server.url} server={server} state={states[server.url]} />
          ))}
        </ul>
      )}
      {servers.length < mostServers && (
        <>
          <div className="field">
            <label htmlFor={`${id}-url`}>Address</label>
            <input
              id={`${id}-url`}
              className="input"
              type="url"
              inputMode="url"
              autoComplete="off"
              spellCheck={false}
              placeholder="https://tools.example/mcp"
              value={url}
              aria-invalid={problem ? true : undefined}
              aria-describedby={`${id}-note`}
              onChange={(event) => setUrl(event.target.value)}
            />
            <p id={`${id}-note`} className={problem ? "problem" : "note"}>
              {problem ?? "By Streamable HTTP. The server must allow this page to call it."}
            </p>
          </div>
          <div className="field">
            <label htmlFor={`${id}-value`}>Token</label>
            <input
              id={`${id}-value`}
              className="input"
              type="password"
              autoComplete="off"
              spellCheck={false}
              placeholder="Not needed for an open server"
              value={value}
              aria-describedby={`${id}-value-note`}
              onChange={(event) => setValue(event.target.value)}
            />
            <p id={`${id}-value-note`} className="note">
              Kept in this browser, and sent only to this address.
            </p>
          </div>
          <div className="field">
            <label htmlFor={`${id}-header`}>Header</label>
            <input
              id={`${id}-header`}
              className="input"
              autoComplete="off"
              spellCheck={false}
              pattern="[A-Za-z0-9\-]+"
              placeholder="Authorization"
              value={header}
              onChange={(event) => setHeader(event.target.value)}
            />
          </div>
          <div className="buttons">
            <Button type="submit" disabled={!url.trim() || problem !== undefined}>
              Add the server
            </Button>
          </div>
        </>
      )}
    </form>
  );
}

function Entry({
  server,
  state,
}: {
  server: McpServer;
  state: { status: string; tools: number; problem?: string } | undefined;
}) {
  const { url } = server;
  const text =
    state?.status === "ready"
      ? `${state.tools} ${state.tools === 1 ? "tool" : "tools"}`
      : (state?.problem ?? "Connecting…");
  return (
    <li>
      <div>
        <strong>{url}</strong>
        <p className="connection" data-status={state?.status} role="status">
          {text}
        </p>
      </div>
      <IconButton label={`Connect to ${url} again`} onClick={() => reconnect(server)}>
        <RotateCw size={16} aria-hidden />
      </IconButton>
      <IconButton label={`Remove ${url}`} onClick={() => removeServer(url)}>
        <Trash2 size={16} aria-hidden />
      </IconButton>
    </li>
  );
}

/** A bare token is a bearer's. */
const secretFor = (header: string, value: string): string =>
  header.toLowerCase() === "authorization" && !value.includes(" ") ? `Bearer ${value}` : value;

function addressProblem(text: string): string | undefined {
  try {
    const { protocol, username } = new URL(text);
    if (protocol !== "http:" && protocol !== "https:") return "The address begins with http:// or https://.";
    return username ? "A secret belongs into the field below, not into the address." : undefined;
  } catch {
    return "This is no address. It looks like https://tools.example/mcp.";
  }
}
