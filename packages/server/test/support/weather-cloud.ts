import type { RunningServer, StartServerOptions } from "../../src/options.js";
import { type Asked, type Script, ScriptedCloud, streams } from "../providers/support.js";
import { provider, route } from "../router/support.js";

export const routedId = "acme/large";

const usage = {
  prompt_tokens: 20,
  completion_tokens: 8,
  total_tokens: 28,
  prompt_tokens_details: { cached_tokens: 4 },
  completion_tokens_details: { reasoning_tokens: 3 },
};

const chunk = (delta: object, finish_reason: string | null = null) => ({
  id: "chatcmpl-1",
  object: "chat.completion.chunk",
  choices: [{ index: 0, delta, finish_reason }],
});

/** Streams deltas as a chat completions server does. */
export const answers = (deltas: object[], reason = "stop"): Script =>
  streams([...deltas.map((delta) => chunk(delta)), chunk({}, reason), { choices: [], usage }]);

export const calls = (...functions: { name: string; arguments: string }[]): Script => {
  const pieces = functions.flatMap(({ name, arguments: args }, index) => [
    { index, id: `call_${index}`, type: "function", function: { name, arguments: "" } },
    { index, function: { arguments: args.slice(0, 4) } },
    { index, function: { arguments: args.slice(4) } },
  ]);
  return answers(
    pieces.map((piece) => ({ tool_calls: [piece] })),
    "tool_calls",
  );
};

const saysSo = (asked: Asked) => {
  const results = asked.body.messages.filter(({ role }: { role: string }) => role === "tool");
  const said = results.map(({ content }: { content: string }) => content).join("; ");
  return answers([{ content: "The weather: " }, { content: `${said}.` }]);
};

/** Asks for the weather of two cities with the first of its tools, then tells it. */
export const tellsTheWeather: Script = (response, asked) => {
  const { messages, tools } = asked.body;
  const told = messages.some(({ role }: { role: string }) => role === "tool");
  const name = tools?.[0].function.name;
  const script = told
    ? saysSo(asked)
    : calls({ name, arguments: '{"city":"Rome"}' }, { name, arguments: '{"city":"Oslo"}' });
  return script(response, asked);
};

export interface RoutedCloud {
  server: RunningServer;
  cloud: ScriptedCloud;
  close(): Promise<void>;
}

/** A scripted cloud, and a server that routes to it. */
export const startRoutedCloud = async (
  script: Script = tellsTheWeather,
  options: Partial<StartServerOptions> = {},
): Promise<RoutedCloud> => {
  const cloud = await ScriptedCloud.start();
  cloud.script = script;
  const config = {
    providers: [provider("alpha", `${cloud.url}/v1`, { flavour: "openrouter" as const })],
    models: [{ id: routedId, endpoints: [{ provider: "alpha", model: "large-v2" }] }],
  };
  const server = await route(config, options);
  return {
    server,
    cloud,
    close: async () => {
      await server.close(1_000);
      await cloud.close();
    },
  };
};
