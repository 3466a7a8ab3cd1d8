// npm run torture: everything that is known to hurt a server, and how it bears it. Ends with 1 when something is not held.
// --every N sends each N-th input only; --model FILE asks another model than the one of random weights.
import { parseArgs } from "node:util";
import type { Looks } from "./measured-process.js";
import { torture } from "./torture.js";

/** Milliseconds. */
const bounds = { delay: 50, stall: 250 };
/** Where an idle process is later than this, the machine has no time left, and a stall says nothing of the server. */
const busy = 20;

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
const shown = ({ p999, longest }: Looks) => `${p999.toFixed(1)} ms, at most ${longest.toFixed(0)} ms`;
const tooBusy = idle.delay.p999 > busy;
const figures: [name: string, value: string, holds: boolean][] = [
  ["inputs and faults, held", `${verdicts.length}, ${held}`, held === verdicts.length],
  ["work of the event loop at a time, 99.9 %", shown(server.work), server.work.p999 < bounds.delay],
  [
    "delay of the event loop, 99.9 %",
    `${shown(server.delay)} (an idle process: ${shown(idle.delay)})`,
    tooBusy || server.delay.p999 < bounds.delay,
  ],
  [
    "longest stall of a stream beside it",
    `${neighbour.longestStall.toFixed(0)} ms${tooBusy ? " (not judged: the machine is too busy)" : ""}`,
    tooBusy || neighbour.longestStall < bounds.stall,
  ],
  ["answers beside it, broken", `${neighbour.answers}, ${neighbour.broken}`, neighbour.broken === 0],
  ["most memory of the server's process", `${(server.memory / 2 ** 20).toFixed(0)} MB`, true],
  ["records lost", String(recordsLost), recordsLost === 0],
];
for (const [name, value, holds] of figures)
  process.stdout.write(`${holds ? "   " : "!! "}${name}: ${value}\n`);
process.exitCode = figures.every(([, , holds]) => holds) ? 0 : 1;
