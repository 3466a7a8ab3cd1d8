import { OpenRouterCore } from "@openrouter/sdk/core.js";
import { chatSend } from "@openrouter/sdk/funcs/chatSend.js";
import { ConnectionError, OpenRouterError, RequestTimeoutError } from "@openrouter/sdk/models/errors";

const client = new OpenRouterCore({ timeoutMs: 30_000, retryConfig: { strategy: "none" } });

const result = await chatSend(client, {
  model: "no-such-model",
  messages: [{ role: "user", content: "Hello" }],
});

if (result.ok) {
  console.log(result.value.choices[0]?.message.content);
} else if (result.error instanceof OpenRouterError) {
  console.log(`The API said ${result.error.statusCode}: ${result.error.error.message}`);
} else if (result.error instanceof RequestTimeoutError) {
  console.log("Too slow. Try again later.");
} else if (result.error instanceof ConnectionError) {
  console.log(`Nobody there: ${result.error.message}`);
} else {
  console.log(result.error.name, result.error.message);
}
