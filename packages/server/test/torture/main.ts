// npm run torture: everything that is known to hurt a server, and how it bears it. Ends with 1 when something is not held.
// --every N sends each N-th input only; --model FILE asks another model than the one of random weights.
import { parseArgs } from "node:util";
import { torture } from "./torture.js";

/** Milliseconds that are not the server's fault come on top, as an idle process beside it has them. */
const bounds = { delay: 50, stall: 250 };

const { values } = parseArgs({
  options: { every: { type: "string", default: "1" }, model: { type: "string" } },
});
const { verdicts, neighbour, server, idle, recordsLost } = await torture({
  model: values.model,
  every: Number(values.every),
  onVerdict: ({ name, outcome, fault, ms }) => {
    const line = `${fault === undefined ? "held    " : "NOT HELD"}  ${name}: ${outcome}, ${ms} ms`;
    process.stdout.write(`${line}${fault === undefined ? "" : `\n          ${fault.slice(0, 500)}`}\n`);
  },
});
const held = verdicts.filter(({ fault }) => fault === undefined).length;
const figures: [name: string, value: string, holds: boolean][] = [
  ["inputs and faults, held", `${verdicts.length}, ${held}`, held === verdicts.length],
  [
    "event loop's delay, 99.9 %",
    `${server.p999.toFixed(1)} ms, at most ${server.longest.toFixed(0)} ms (an idle process: ${idle.p999.toFixed(1)} ms, ${idle.longest.toFixed(0)} ms)`,
    server.p999 < bounds.delay + idle.p999,
  ],
  [
    "longest stall of a stream beside it",
    `${neighbour.longestStall.toFixed(0)} ms (an idle process: ${idle.longest.toFixed(0)} ms)`,
    neighbour.longestStall < bounds.stall + idle.longest,
  ],
  ["answers beside it, broken", `${neighbour.answers}, ${neighbour.broken}`, neighbour.broken === 0],
  ["most memory of the server's process", `${(server.memory / 2 ** 20).toFixed(0)} MB`, true],
  ["records lost", String(recordsLost), recordsLost === 0],
];
for (const [name, value, holds] of figures)
  process.stdout.write(`${holds ? "   " : "!! "}${name}: ${value}\n`);
process.exitCode = figures.every(([, , holds]) => holds) ? 0 : 1;
