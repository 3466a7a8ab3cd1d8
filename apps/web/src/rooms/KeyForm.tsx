import { useId, useState } from "react";
import { Button } from "../ui/Button.js";
import { keepManagementKey } from "./management-key.js";
import { call, type ServerProblem } from "./server-api.js";
import { useServer } from "./use-server.js";

/** Asks for a management key, and keeps it when the server takes it for one. */
export function KeyForm() {
  const { address } = useServer();
  const [key, setKey] = useState("");
  const [problem, setProblem] = useState<string>();
  const [asking, setAsking] = useState(false);
  const id = useId();

  const enter = async () => {
    setAsking(true);
    setProblem(undefined);
    try {
      await call({ address, key: key.trim() }, "/credits");
      keepManagementKey({ address, key: key.trim() });
    } catch (error) {
      setProblem((error as ServerProblem).message);
    } finally {
      setAsking(false);
    }
  };

  return (
    <form
      className="key-form"
      onSubmit={(event) => {
        event.preventDefault();
        enter();
      }}
    >
      <h2>This takes a management key</h2>
      <p>
        Whoever runs the server makes one with <code>openrouter keys create --management</code>, or names it
        in the configuration.
      </p>
      <label htmlFor={id}>Management key</label>
      <div className="row">
        <input
          id={id}
          className="input"
          type="password"
          autoComplete="off"
          spellCheck={false}
          value={key}
          aria-invalid={problem ? true : undefined}
          aria-describedby={`${id}-note`}
          onChange={(event) => setKey(event.target.value)}
        />
        <Button type="submit" look="primary" disabled={key.trim() === "" || asking}>
          Enter
        </Button>
      </div>
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      <p id={`${id}-note`} className="note">
        Sent only to {new URL(address).host}, and forgotten when this tab is closed.
      </p>
    </form>
  );
}
