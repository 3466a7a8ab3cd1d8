import {
  answer,
  chunk,
  done,
  fail,
  finish,
  open,
  remainder,
  role,
  say,
  send,
  sentence,
  tellUsage,
  words,
} from "./answers.js";
import type { Fault } from "./wall.js";

const half = words.slice(0, 4);

const call = (args: string, first = false) =>
  chunk({
    tool_calls: [
      first
        ? { index: 0, id: "call_wall", type: "function", function: { name: "weather", arguments: args } }
        : { index: 0, function: { arguments: args } },
    ],
  });

/** What models of the wall do, by their names. */
export const faults: Record<string, Fault> = {
  /** Answers, and goes on from what was said. */
  good: (request) => answer(request.response, remainder(request).texts),
  /** Answers, but refuses to go on from what was said. */
  "good-no-prefill": (request) =>
    remainder(request).given === ""
      ? answer(request.response)
      : fail(request.response, 400, {
          message: "the last message must be a user's",
          code: "invalid_request",
        }),
  /** Says something else each time. */
  "good-other": ({ response }) => answer(response, ["Paris", " it", " is", "."]),
  "good-tool": ({ response }) => {
    open(response);
    send(response, call('{"city":', true));
    send(response, call('"Paris"}'));
    finish(response, "tool_calls");
    tellUsage(response);
    done(response);
  },

  "fails-reset": ({ response }) => response.destroy(),
  "fails-silent": () => {},
  "fails-400": ({ response }) =>
    fail(response, 400, { message: "temperature is wrong", code: "invalid_request" }),
  "fails-401": ({ response }) => fail(response, 401, { message: "bad key", code: "invalid_api_key" }),
  "fails-402": ({ response }) => fail(response, 402, { message: "no money" }),
  "fails-403": ({ response }) => fail(response, 403, { message: "not here" }),
  "fails-404": ({ response }) => fail(response, 404, { message: "no such model" }),
  "fails-422": ({ response }) => fail(response, 422, { message: "can't process" }),
  "fails-429-short": ({ response }) =>
    fail(response, 429, { message: "slow down" }, { "retry-after-ms": "20" }),
  "fails-429-long": ({ response }) =>
    fail(response, 429, { message: "slow down" }, { "retry-after": "3600" }),
  "fails-429-date": ({ response }) =>
    fail(
      response,
      429,
      { message: "slow down" },
      {
        "retry-after": new Date(Date.now() + 120_000).toUTCString(),
      },
    ),
  "fails-500": ({ response }) => fail(response, 500, { message: "oops" }),
  "fails-502": ({ response }) => {
    response.writeHead(502, { "content-type": "text/html" });
    response.end("<html>Bad Gateway</html>");
  },
  "fails-503": ({ response }) => fail(response, 503, { message: "overloaded" }),
  "fails-error-200": ({ response }) =>
    fail(response, 200, { message: "upstream is broken", type: "server_error" }),
  "fails-html-200": ({ response }) => {
    response.writeHead(200, { "content-type": "text/html" });
    response.end("<html>Please log in</html>");
  },
  "fails-error-first": ({ response }) => {
    open(response);
    send(response, { error: { message: "overloaded", type: "overloaded_error" } });
    response.end();
  },
  "fails-error-after-role": ({ response }) => {
    open(response);
    role(response);
    send(response, { error: { message: "broken", code: 502 } });
    response.end();
  },
  "fails-slow-first": ({ response }) => {
    open(response);
    const comments = setInterval(() => response.write(": still working\n\n"), 20);
    response.on("close", () => clearInterval(comments));
  },
  "fails-empty": ({ response }) => answer(response, []),
  "fails-no-body": ({ response }) => {
    open(response);
    response.end();
  },
  "fails-done-only": ({ response }) => {
    open(response);
    done(response);
  },
  "fails-context": ({ response }) =>
    fail(response, 400, {
      message: "This model's maximum context length is 4096 tokens",
      code: "context_length_exceeded",
    }),

  "breaks-cut": ({ response }) => {
    open(response);
    role(response);
    say(response, half);
    setImmediate(() => response.destroy());
  },
  "breaks-clean-end": ({ response }) => {
    open(response);
    role(response);
    say(response, half);
    response.end();
  },
  "breaks-stall": ({ response }) => {
    open(response);
    role(response);
    say(response, half);
  },
  "breaks-comments": ({ response }) => {
    open(response);
    say(response, half);
    const comments = setInterval(() => response.write(": still here\n\n"), 20);
    response.on("close", () => clearInterval(comments));
  },
  "breaks-error": ({ response }) => {
    open(response);
    say(response, half);
    send(response, { error: { message: "lost my GPU", code: 500 } });
    done(response);
  },
  "breaks-error-finish": ({ response }) => {
    open(response);
    say(response, half);
    finish(response, "error");
    done(response);
  },
  "breaks-garbage": ({ response }) => {
    open(response);
    say(response, half);
    send(response, '{"choices":[{"del');
    say(response, words.slice(4));
    done(response);
  },
  "breaks-tool": ({ response }) => {
    open(response);
    send(response, call('{"city":', true));
    send(response, call('"Par'));
    setImmediate(() => response.destroy());
  },
  "breaks-tool-other": ({ response }) => {
    open(response);
    send(response, call('{"town":', true));
    send(response, call('"Par'));
    setImmediate(() => response.destroy());
  },

  "odd-whole": ({ response }) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(
      JSON.stringify({
        id: "chatcmpl-wall",
        object: "chat.completion",
        choices: [{ index: 0, message: { role: "assistant", content: sentence }, finish_reason: "stop" }],
        usage: { prompt_tokens: 10, completion_tokens: 7, total_tokens: 17 },
      }),
    );
  },
  "odd-trickle": async ({ response }) => {
    open(response);
    const bytes = Buffer.from(
      `: hi\r\n\r\n${words.map((content) => `data: ${JSON.stringify(chunk({ content }))}\r\n\r\n`).join("")}data: ${JSON.stringify(chunk({}, { finish_reason: "stop" }))}\r\n\r\ndata: [DONE]\r\n\r\n`,
    );
    for (let at = 0; at < bytes.length; at += 16) {
      response.write(bytes.subarray(at, at + 16));
      await new Promise(setImmediate);
    }
    response.end();
  },
  "odd-filter": ({ response }) => answer(response, [], "content_filter"),
  "odd-filter-half": ({ response }) => answer(response, half, "content_filter"),
  "odd-filter-400": ({ response }) =>
    fail(response, 400, { message: "the prompt was filtered", code: "content_filter" }),
  "odd-no-usage": ({ response }) => {
    open(response);
    say(response, words);
    finish(response);
    done(response);
  },
  "odd-no-done": ({ response }) => {
    open(response);
    say(response, words);
    finish(response);
    response.end();
  },
  "odd-no-finish": ({ response }) => {
    open(response);
    say(response, words);
    done(response);
  },
  "odd-double-finish": ({ response }) => {
    open(response);
    say(response, words);
    finish(response);
    finish(response, "length");
    say(response, ["extra"]);
    tellUsage(response);
    done(response);
  },
  "odd-ids": ({ response }) => {
    open(response);
    for (const [index, content] of words.entries()) {
      send(response, { ...chunk({ content }), id: `other-${index}`, model: `strange-${index}` });
    }
    finish(response);
    tellUsage(response);
    done(response);
  },
  "odd-after-finish": ({ response }) => {
    open(response);
    say(response, words);
    finish(response);
    tellUsage(response);
    setImmediate(() => response.destroy());
  },
};
