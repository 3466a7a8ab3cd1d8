import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { compile, run } from "../support/programs.js";
import { type Handler, json, serve, sse } from "../support/server.js";

const published = "published-openrouter-sdk-seed";
const program = readFileSync(new URL("program.mjs", import.meta.url), "utf8");

const usage = { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 };
const whole = {
  id: "gen-1",
  object: "chat.completion",
  created: 1,
  model: "m",
  system_fingerprint: null,
  choices: [
    {
      index: 0,
      finish_reason: "tool_calls",
      message: {
        role: "assistant",
        content: "Paris",
        tool_calls: [{ id: "c", type: "function", function: { name: "f", arguments: '{"a_b":1}' } }],
      },
    },
  ],
  usage: { ...usage, completion_tokens_details: { reasoning_tokens: 1 } },
};
const chunk = (delta: object, finish_reason: string | null) => ({
  ...{ id: "gen-1", object: "chat.completion.chunk", created: 1, model: "m" },
  choices: [{ index: 0, delta, finish_reason }],
});

/** Answers by the request's model: a status, `never`, `stream` or `whole`. */
const upstream: Handler = (response, request, count) => {
  if (request.url.endsWith("/models/count")) return json({ data: { count: 7 } })(response, request, count);
  if (request.url.endsWith("/providers")) {
    return json({ data: [{ name: "Acme", slug: "acme", privacy_policy_url: null }] })(
      response,
      request,
      count,
    );
  }
  const { model } = JSON.parse(request.body);
  const status = Number(model);
  const error = { code: status, message: `No ${status}`, param: null, type: "t" };
  if (status) return json({ error }, status, { "x-test": "yes" })(response, request, count);
  if (model === "never") return undefined;
  if (model === "whole") return json(whole)(response, request, count);
  return sse(chunk({ role: "assistant", content: "Par" }, null), chunk({ content: "is" }, "stop"))(
    response,
    request,
    count,
  );
};

async function play(sdk: string) {
  const { url, received } = await serve(upstream);
  const { stdout, stderr } = await run(program, { SDK: sdk, SERVER: url });
  expect(stderr).toBe("");
  const sent = received.map(({ method, url, headers, body }) => ({
    // The published package writes out the API's default.
    ...{ method, url, body: body && { stream: false, ...JSON.parse(body) } },
    ...{ authorization: headers.authorization, type: headers["content-type"], hook: headers["x-hook"] },
  }));
  return { results: JSON.parse(stdout), sent };
}

test("one program gets the same from this package and from the published one", {
  timeout: 120_000,
}, async () => {
  const [ours, theirs] = await Promise.all([play("@openrouter/sdk"), play(published)]);
  expect(ours.results).toEqual(theirs.results);
  expect(ours.sent).toEqual(theirs.sent);
  expect(ours.sent.length).toBeGreaterThan(15);
});

describe("deep paths", () => {
  const names = [
    "chatresponse",
    "chatgenerationparams",
    "message",
    "errors/chaterror",
    "operations/getgeneration",
  ];
  const paths = [
    ...[
      "lib/event-streams",
      "lib/http",
      "lib/sdks",
      "lib/retries",
      "lib/config",
      "types/fp",
      "types/async",
      "types/enums",
    ],
    ...["sdk/chat", "sdk/sdk", "sdk/models", "sdk", "index", "models/index", "models/errors/index"],
    ...["models/operations/index", "react-query/index", ...names.map((name) => `models/${name}`)],
  ].flatMap((path) => [path, `${path}.js`]);

  test("resolve by import and require, and give the same classes as the entry points", async () => {
    const { stdout, stderr } = await run(
      `import { createRequire } from "node:module";
       import * as root from "@openrouter/sdk";
       import { EventStream } from "@openrouter/sdk/lib/event-streams.js";
       import { Chat } from "@openrouter/sdk/sdk/chat.js";
       import { OpenRouter } from "@openrouter/sdk/sdk/sdk.js";
       import { ChatError } from "@openrouter/sdk/models/errors/chaterror.js";
       import * as errors from "@openrouter/sdk/models/errors";
       const require = createRequire(import.meta.url);
       for (const path of ${JSON.stringify(paths)}) {
         await import("@openrouter/sdk/" + path);
         require("@openrouter/sdk/" + path);
       }
       console.log(EventStream === root.EventStream, Chat === root.Chat, OpenRouter === root.OpenRouter, ChatError === errors.ChatError);`,
      {},
    );
    expect({ stdout, stderr }).toEqual({ stdout: "true true true true\n", stderr: "" });
  });

  test("have types, and every chat type of the published package is there by its name", {
    timeout: 120_000,
  }, () => {
    const types = chatTypes();
    expect(types.length).toBeGreaterThanOrEqual(57);
    const program = `
      import type { EventStream } from "@openrouter/sdk/lib/event-streams.js";
      import type { RequestOptions } from "@openrouter/sdk/lib/sdks.js";
      import type { RetryConfig } from "@openrouter/sdk/lib/retries.js";
      import type { APIPromise } from "@openrouter/sdk/types/async.js";
      import type { Result } from "@openrouter/sdk/types/fp.js";
      import type { OpenEnum } from "@openrouter/sdk/types/enums.js";
      import type { ChatResponse } from "@openrouter/sdk/models/chatresponse.js";
      import type { Message } from "@openrouter/sdk/models/message";
      import type { SendChatCompletionRequestResponse } from "@openrouter/sdk/models/operations/sendchatcompletionrequest.js";
      import { ChatError } from "@openrouter/sdk/models/errors/chaterror.js";
      import { type OpenRouterCore, unwrapAsync } from "@openrouter/sdk";
      import * as models from "@openrouter/sdk/models";
      export type Used = [EventStream<1>, RequestOptions, RetryConfig, APIPromise<1>, Result<1>, OpenEnum<"a">, ChatResponse, Message, SendChatCompletionRequestResponse, ChatError, OpenRouterCore];
      export const effort: models.Effort = models.Effort.Low;
      export { unwrapAsync };
      export type All = [${types.map((name) => `models.${name}`).join(", ")}];`;
    const importAll = paths.map((path, i) => `import * as m${i} from "@openrouter/sdk/${path}";`);
    const requireAll = paths.map((path, i) => `import m${i} = require("@openrouter/sdk/${path}");`);
    const use = `export const all: object[] = [${paths.map((_, i) => `m${i}`).join(", ")}];`;
    const imports = [...importAll, use].join("\n");
    const programs = {
      "deep.ts": program,
      "imports.ts": imports,
      "requires.cts": [...requireAll, use].join("\n"),
    };
    expect(compile(programs)).toEqual([]);
    const { ModuleKind, ModuleResolutionKind } = ts;
    const bundler = { module: ModuleKind.ESNext, moduleResolution: ModuleResolutionKind.Bundler };
    expect(compile({ "imports.ts": imports }, bundler)).toEqual([]);
  });
});

/**
 * Where a name means something else: the published one has the chunk in its `data`, though its streams give the chunk.
 */
const renamed = ["ChatStreamingResponseChunk"];

test("every value that the published package's chat types allow is one of this package's", {
  timeout: 120_000,
}, () => {
  const checks = chatTypes()
    .filter((name) => !renamed.includes(name))
    .map((name) => `export const as${name} = (value: theirs.${name}): ours.${name} => value;`);
  const program = `import type * as theirs from "${published}/models";
    import type * as ours from "@openrouter/sdk/models";
    ${checks.join("\n")}`;
  expect(compile({ "values.ts": program }).filter((fault) => fault.startsWith("values.ts"))).toEqual([]);
});

/** The types of the published package that its chat types are made of. */
function chatTypes(): string[] {
  const folder = fileURLToPath(new URL(`../../../../node_modules/${published}/esm/models/`, import.meta.url));
  const names = new Set<string>();
  const files = new Set<string>();
  const visit = (file: string) => {
    if (files.has(file)) return;
    files.add(file);
    const text = readFileSync(`${folder}${file}.d.ts`, "utf8");
    for (const [, name] of text.matchAll(/^export type (\w+) =/gm)) names.add(name!);
    for (const [, other] of text.matchAll(/from "\.\/(\w+)\.js"/g)) visit(other!);
  };
  for (const file of ["chatgenerationparams", "chatresponse", "chatstreamingresponsechunk", "chaterror"])
    visit(file);
  return [...names];
}
