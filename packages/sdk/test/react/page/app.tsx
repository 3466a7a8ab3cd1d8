import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Activity, lazy, type ReactNode, StrictMode, Suspense, useState } from "react";
import type { ChatSessionRequest } from "../../../src/chat-session/index.js";
import { OpenRouterCore } from "../../../src/core/client.js";
import { OpenRouterProvider } from "../../../src/react-query/index.js";
import { Chat } from "./chat.js";
import { Mutation } from "./mutation.js";

interface Props {
  request: ChatSessionRequest;
}

let load: (module: { default: () => null }) => void = () => {};
const Late = lazy(() => new Promise<{ default: () => null }>((resolve) => (load = resolve)));

/** A conversation beside a component that can suspend, below one boundary. */
function Suspending({ request }: Props) {
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
        <Chat request={request} />
        {late && <Late />}
      </Suspense>
    </>
  );
}

/** A conversation that suspends before it was ever shown. */
function SuspendedFirst({ request }: Props) {
  return (
    <>
      <button type="button" onClick={() => load({ default: () => null })}>
        Resume
      </button>
      <Suspense fallback={<p id="fallback">Loading</p>}>
        <Chat request={request} first="hello" />
        <Late />
      </Suspense>
    </>
  );
}

function Leaving({ request }: Props) {
  const [there, setThere] = useState(true);
  return (
    <>
      <button type="button" onClick={() => setThere(false)}>
        Leave
      </button>
      {there && <Chat request={request} />}
    </>
  );
}

/** Hidden and shown again; only React 19 can. */
function Hiding({ request }: Props) {
  const [mode, setMode] = useState<"visible" | "hidden">("visible");
  return (
    <>
      <button type="button" onClick={() => setMode(mode === "hidden" ? "visible" : "hidden")}>
        Toggle
      </button>
      <Activity mode={mode}>
        <Chat request={request} />
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
      <Chat request={{ model }} />
    </>
  );
}

const scenarios: Record<string, (props: Props) => ReactNode> = {
  chat: ({ request }) => <Chat request={request} />,
  effect: ({ request }) => <Chat request={request} first="hello" />,
  leaving: Leaving,
  hiding: Hiding,
  changing: Changing,
  suspending: Suspending,
  "suspended-first": SuspendedFirst,
  mutation: Mutation,
};

/** What is shown at a path, talking to the API at `serverURL`. */
export function createApp(path: string, serverURL: string, request = { model: "test/model" }): ReactNode {
  const Scenario = scenarios[path.slice(1)] ?? Chat;
  const client = new OpenRouterCore({
    serverURL,
    apiKey: "test",
    retryConfig: { strategy: "none" },
  });
  return (
    <StrictMode>
      <QueryClientProvider client={new QueryClient()}>
        <OpenRouterProvider client={client}>
          <Scenario request={request} />
        </OpenRouterProvider>
      </QueryClientProvider>
    </StrictMode>
  );
}
