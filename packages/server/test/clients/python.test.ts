import { execFile, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask } from "../support/chat.js";
import { startTinyServer, type TestServer, tinyId } from "../support/server.js";
import { pythonWithClients } from "./python.js";
import { isWeather, noEnd, question, weatherSchema } from "./questions.js";

const python = pythonWithClients();
const script = fileURLToPath(new URL("./python_clients.py", import.meta.url));

/** Why a client is left out; undefined: it is there. */
function missing(module: string): string | undefined {
  if (python.missing !== undefined) return `left out, for Python's packages can't be had: ${python.missing}`;
  const there = spawnSync(python.path, ["-c", `import ${module}`]).status === 0;
  return there ? undefined : `left out: ${python.path} has no ${module}`;
}

let server: TestServer;
beforeAll(async () => {
  server = await startTinyServer({ apiKeys: ["sk-test"] });
});
afterAll(() => server.close());

const base = { model: tinyId, messages: [{ role: "user", content: question }] };

describe.each([
  ["openai", "openai"],
  ["openrouter", "openrouter"],
  ["litellm", "litellm"],
  ["langchain", "langchain_openai"],
])("Python's %s", (name, module) => {
  const run = async (job: string, request: Record<string, unknown>) => {
    const args = [script, name, job, `${server.url}/api/v1`, JSON.stringify({ ...base, ...request })];
    return JSON.parse((await promisify(execFile)(python.path, args)).stdout);
  };

  const reason = missing(module);
  describe.skipIf(reason !== undefined)(reason ?? "the package", () => {
    it("completes, streamed and not", async () => {
      const request = { max_tokens: 12, temperature: 0, logit_bias: noEnd };
      const headers = { Authorization: "Bearer sk-test" };
      const { body } = await ask(server, { ...base, ...request }, { headers });
      const text = body.choices[0].message.content;
      expect((await run("plain", request)).text).toBe(text);
      expect((await run("stream", request)).text).toBe(text);
    });

    it("calls tools", async () => {
      const tools = [{ type: "function", function: { name: "weather", parameters: weatherSchema } }];
      const { calls } = await run("tools", { tools, tool_choice: "required" });
      expect(calls[0][0]).toBe("weather");
      expect(isWeather(JSON.parse(calls[0][1]))).toBe(true);
    });

    it("gets JSON of a schema", async () => {
      const format = {
        type: "json_schema",
        json_schema: { name: "weather", strict: true, schema: weatherSchema },
      };
      expect(isWeather(JSON.parse((await run("schema", { response_format: format })).text))).toBe(true);
    });

    it("gets typed errors", async () => {
      expect(await run("error", { model: "no/such" })).toMatchObject({ status: 404 });
    });
  });
});
