import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { curlSnippet, typescriptSnippet } from "./snippets.js";

const input = {
  serverURL: "http://127.0.0.1:9/api/v1",
  hasKey: true,
  request: {
    model: "a/b",
    messages: [{ role: "user" as const, content: 'It\'s a "test"\nwith $HOME and `ls` \\n' }],
    topK: 3,
    stream: true,
    metadata: { "a key": "topK" },
  },
};

it("quotes the request for the shell so that it arrives as it is", async () => {
  const command = (await curlSnippet(input)).replace(/^curl/, "printf '%s\\0'");
  const { stdout } = await promisify(execFile)("sh", ["-c", command], {
    env: { OPENROUTER_API_KEY: "sk-1" },
  });
  const words = stdout.split("\0");
  expect(words).toContain("http://127.0.0.1:9/api/v1/chat/completions");
  expect(words).toContain("Authorization: Bearer sk-1");
  expect(JSON.parse(words[words.indexOf("--data-raw") + 1]!)).toEqual({
    model: "a/b",
    messages: input.request.messages,
    top_k: 3,
    stream: true,
    metadata: { "a key": "topK" },
  });
});

it("writes the request as TypeScript, without the key", () => {
  const program = typescriptSnippet(input);
  const literal = /chat\.send\((\{.*?\n\})\);/s.exec(program)![1]!;
  expect(new Function(`return ${literal}`)()).toEqual(input.request);
  expect(program).toContain('process.env["OPENROUTER_API_KEY"]');
  expect(typescriptSnippet({ ...input, hasKey: false })).not.toContain("apiKey");
});
