import { HTTPClient } from "@openrouter/sdk";
import { OpenRouterCore } from "@openrouter/sdk/core.js";
import { chatSend } from "@openrouter/sdk/funcs/chatSend.js";
import type { ChatGenerationParams } from "@openrouter/sdk/models";

/** Request and address as the page would use them now. */
export interface SnippetInput {
  request: ChatGenerationParams;
  serverURL: string;
  hasKey: boolean;
}

const identifier = /^[A-Za-z_$][\w$]*$/;

/** A value as TypeScript source. */
function source(value: unknown, indent: string): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    return `[\n${value.map((item) => `${indent}  ${source(item, `${indent}  `)},\n`).join("")}${indent}]`;
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    if (entries.length === 0) return "{}";
    const lines = entries.map(([key, item]) => {
      const name = identifier.test(key) ? key : JSON.stringify(key);
      return `${indent}  ${name}: ${source(item, `${indent}  `)},\n`;
    });
    return `{\n${lines.join("")}${indent}}`;
  }
  return JSON.stringify(value);
}

/** A program that sends the request with the SDK. */
export function typescriptSnippet({ request, serverURL, hasKey }: SnippetInput): string {
  const options = [
    `  serverURL: ${JSON.stringify(serverURL)},\n`,
    hasKey ? `  apiKey: process.env["OPENROUTER_API_KEY"] ?? "",\n` : "",
  ].join("");
  const use = request.stream
    ? `for await (const chunk of result) {\n  process.stdout.write(chunk.choices[0]?.delta.content ?? "");\n}\n`
    : "console.log(result.choices[0]?.message.content);\n";
  return (
    `import { OpenRouter } from "@openrouter/sdk";\n\n` +
    `const openRouter = new OpenRouter({\n${options}});\n\n` +
    `const result = await openRouter.chat.send(${source(request, "")});\n\n${use}`
  );
}

/** The request as the SDK puts it on the wire, caught before it leaves. */
async function wireRequest({ request, serverURL }: SnippetInput): Promise<{ url: string; body: string }> {
  let caught: { url: string; body: string } | undefined;
  const httpClient = new HTTPClient({
    async fetcher(input, init) {
      const sent = new Request(input, init);
      caught = { url: sent.url, body: await sent.text() };
      throw new TypeError("Caught before it was sent");
    },
  });
  const result = await chatSend(new OpenRouterCore({ serverURL, httpClient }), request, {
    retries: { strategy: "none" },
  });
  if (caught) return caught;
  throw result.ok ? new Error("The request was not made") : result.error;
}

const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** A shell command that sends the request. */
export async function curlSnippet(input: SnippetInput): Promise<string> {
  const { url, body } = await wireRequest(input);
  return [
    `curl ${input.request.stream ? "--no-buffer " : ""}${quote(url)}`,
    ...(input.hasKey ? [`  --header "Authorization: Bearer $OPENROUTER_API_KEY"`] : []),
    `  --header 'Content-Type: application/json'`,
    `  --data-raw ${quote(JSON.stringify(JSON.parse(body), null, 2))}`,
  ].join(" \\\n");
}
