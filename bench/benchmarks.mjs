import { measure as bundleSize } from "./bundle-size.mjs";
import { measure as callCPU } from "./call-cpu.mjs";
import { measure as importTime } from "./import-time.mjs";
import { measure as memory } from "./memory.mjs";
import { measure as streamCPU } from "./stream-cpu.mjs";
import { measure as typeCheck } from "./type-check.mjs";

// What holds the SDK to its budgets. Each answers rows: what was measured, its value, budget and limit.

/** The same on every machine: `npm test` checks them. */
export const sizes = {
  "bundle size": bundleSize,
  memory,
};

/** Measured in CPU time, on a machine that does nothing else: `npm run test:bench` checks them. */
export const times = {
  "import time": importTime,
  "type check": typeCheck,
  "CPU of calls": callCPU,
  "CPU of streams": streamCPU,
};
