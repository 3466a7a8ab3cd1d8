// How well a model answers, through the real server: `npm run measure:answers -- --model smollm2-135m-instruct`.
// Each of thirty questions is asked --runs times (3); a row for the model's own defaults, and one for each --try with
// fields of a request as JSON, such as --try '{"temperature":0.7,"system":"Be brief."}' (system is the first message).
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { build, install, root } from "../scripts/setup.mjs";
import { questions } from "./answers/questions.mjs";

/** Longest answer, in tokens. */
const longest = 200;
/** Requests at a time. */
const together = 4;

const { values } = parseArgs({
  options: {
    model: { type: "string", multiple: true, default: [""] },
    try: { type: "string", multiple: true, default: [] },
    runs: { type: "string", default: "3" },
    show: { type: "boolean", default: false },
  },
});

install();
build();
const rows = [];
for (const model of values.model) {
  const server = await start(model);
  for (const attempt of ["{}", ...values.try]) {
    rows.push(await measure(server, JSON.parse(attempt)));
    console.error(rows.at(-1).join(" | "));
  }
  server.child.kill("SIGTERM");
  await once(server.child, "exit");
}
console.log("| model | request | right | France right | in circles | tokens an answer | tokens/s |");
console.log("|---|---|---|---|---|---|---|");
for (const row of rows) console.log(`| ${row.join(" | ")} |`);

async function start(model) {
  const cli = join(root, "packages/server/dist/cli/main.js");
  const args = [cli, "serve", "--port", "0", "--json", "--yes", "--log-level", "silent"];
  const child = spawn(process.execPath, [...args, ...(model ? ["--model", model] : [])], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(createInterface(child.stdout), "line");
  const { baseUrl, models } = JSON.parse(line);
  return { child, baseUrl, id: models[0] };
}

async function measure({ baseUrl, id }, { system, ...fields }) {
  const asked = Array.from({ length: Number(values.runs) }, () => questions).flat();
  const queue = asked.entries();
  const answers = [];
  const started = performance.now();
  const worker = async () => {
    for (const [number, [question, expected]] of queue) {
      const { text, tokens, reason } = await ask(baseUrl, question, { system, ...fields });
      answers[number] = {
        question,
        tokens,
        right: expected.test(text),
        circles: runsInCircles(text, reason),
      };
      const { right, circles } = answers[number];
      if (values.show || !right || circles) {
        console.error(
          `${right ? "right" : "WRONG"}${circles ? ", in circles" : ""} ${question} → ${text.slice(0, 120)}`,
        );
      }
    }
  };
  await Promise.all(Array.from({ length: together }, worker));
  const seconds = (performance.now() - started) / 1000;
  const count = (test) => answers.filter(test).length;
  const tokens = answers.reduce((sum, answer) => sum + answer.tokens, 0);
  const france = answers.filter(({ question }) => question === questions[0][0]);
  return [
    id,
    Object.keys({ system, ...fields }).length > 1 || system
      ? JSON.stringify({ system, ...fields })
      : "its defaults",
    `${count(({ right }) => right)} of ${answers.length}`,
    `${france.filter(({ right }) => right).length} of ${france.length}`,
    count(({ circles }) => circles),
    (tokens / answers.length).toFixed(1),
    (tokens / seconds).toFixed(1),
  ];
}

async function ask(baseUrl, question, { system, ...fields }) {
  const messages = [
    ...(system ? [{ role: "system", content: system }] : []),
    { role: "user", content: question },
  ];
  const response = await fetch(`${baseUrl}/chat/completions`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ max_tokens: longest, ...fields, messages }),
  });
  const body = await response.json();
  if (!response.ok) throw new Error(`HTTP status ${response.status}: ${body.error?.message}`);
  const [choice] = body.choices;
  return {
    text: choice.message.content ?? "",
    tokens: body.usage.completion_tokens,
    reason: choice.native_finish_reason,
  };
}

/** Whether the engine ended it as a repetition, or its end is one phrase at least four times over. */
function runsInCircles(text, reason) {
  return reason === "repetition" || /(.{4,}?)\1{3,}.{0,80}$/s.test(text);
}
