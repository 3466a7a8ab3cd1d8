import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Activity, lazy, type ReactNode, StrictMode, Suspense, useState } from "react";
import { OpenRouterCore } from "../../../src/core/client.js";
import { OpenRouterProvider } from "../../../src/react-query/index.js";
import { Chat } from "./chat.js";
import { Mutation } from "./mutation.js";

let load: (module: { default: () => null }) => void = () => {};
const Late = lazy(() => new Promise<{ default: () => null }>((resolve) => (load = resolve)));

/** A conversation beside a component that can suspend, below one boundary. */
function Suspending() {
  const [late, setLate] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setLate(true)}>
        Suspend
      </button>
      <button type="button" onClick={() => load({ default: () => null })}>
        Resume
      </button>
      <Suspense fallback={<p id="fallback">Loading</p>}>
        <Chat />
        {late && <Late />}
      </Suspense>
    </>
  );
}

/** A conversation that suspends before it was ever shown. */
function SuspendedFirst() {
  return (
    <>
      <button type="button" onClick={() => load({ default: () => null })}>
        Resume
      </button>
      <Suspense fallback={<p id="fallback">Loading</p>}>
        <Chat first="hello" />
        <Late />
      </Suspense>
    </>
  );
}

function Leaving() {
  const [there, setThere] = useState(true);
  return (
    <>
      <button type="button" onClick={() => setThere(false)}>
        Leave
      </button>
      {there && <Chat />}
    </>
  );
}

/** Hidden and shown again; only React 19 can. */
function Hiding() {
  const [mode, setMode] = useState<"visible" | "hidden">("visible");
  return (
    <>
      <button type="button" onClick={() => setMode(mode === "hidden" ? "visible" : "hidden")}>
        Toggle
      </button>
      <Activity mode={mode}>
        <Chat />
      </Activity>
    </>
  );
}

function Changing() {
  const [model, setModel] = useState("test/model");
  return (
    <>
      <button type="button" onClick={() => setModel("other/model")}>
        Change
      </button>
      <Chat model={model} />
    </>
  );
}

const scenarios: Record<string, () => ReactNode> = {
  chat: () => <Chat />,
  effect: () => <Chat first="hello" />,
  leaving: Leaving,
  hiding: Hiding,
  changing: Changing,
  suspending: Suspending,
  "suspended-first": SuspendedFirst,
  mutation: Mutation,
};

/** What is shown at a path, talking to the API at `origin`. */
export function createApp(path: string, origin: string): ReactNode {
  const Scenario = scenarios[path.slice(1)] ?? Chat;
  const client = new OpenRouterCore({
    serverURL: origin,
    apiKey: "test",
    retryConfig: { strategy: "none" },
  });
  return (
    <StrictMode>
      <QueryClientProvider client={new QueryClient()}>
        <OpenRouterProvider client={client}>
          <Scenario />
        </OpenRouterProvider>
      </QueryClientProvider>
    </StrictMode>
  );
}
