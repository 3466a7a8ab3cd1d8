import { useRef, useState } from "react";
import { useChatSendMutation } from "../../../src/react-query/chatSend.js";
import { textDeltas } from "../../../src/stream/index.js";

const messages = [{ role: "user" as const, content: "Hi" }];

/** Sends by the mutation hook, whole and streamed, and shows what TanStack Query tells. */
export function Mutation() {
  const hookSignal = useRef(new AbortController());
  const callSignal = useRef(new AbortController());
  const [streamed, setStreamed] = useState("");
  const whole = useChatSendMutation<false>({
    headers: { "x-hook": "hook", "x-both": "hook" },
    retries: { strategy: "backoff", backoff: { initialInterval: 1 } },
    signal: hookSignal.current.signal,
  });
  const stream = useChatSendMutation<true>({
    async onSuccess(events) {
      for await (const text of textDeltas(events)) setStreamed((before) => before + text);
    },
  });

  return (
    <main>
      <button
        type="button"
        onClick={() =>
          whole.mutate({
            request: { model: "test/model", messages },
            options: { headers: { "x-both": "call" }, signal: callSignal.current.signal },
          })
        }
      >
        Whole
      </button>
      <button
        type="button"
        onClick={() => stream.mutate({ request: { model: "test/model", messages, stream: true } })}
      >
        Stream
      </button>
      <button type="button" onClick={() => hookSignal.current.abort()}>
        Abort hook
      </button>
      <button type="button" onClick={() => callSignal.current.abort()}>
        Abort call
      </button>
      <output>{whole.status}</output>
      <p id="whole">{String(whole.data?.choices[0]?.message.content ?? "")}</p>
      <p id="failures">{whole.failureCount}</p>
      <p id="error">{whole.error?.name}</p>
      <p id="streamed">{streamed}</p>
    </main>
  );
}
