import { performance } from "node:perf_hooks";
import { expect, test } from "vitest";
import {
  ConstraintCompiler,
  ConstraintTooCostly,
  GrammarError,
  UnsupportedSchemaError,
} from "../../src/constraints/index.js";
import { adversarialDemands } from "./adversarial.js";
import { engineGrammar } from "./harness.js";

test("costly demands are settled with next to nothing to do for the event loop, and what passes is fit for the engine", async () => {
  const compiler = new ConstraintCompiler({ deadlineMs: 1000 });
  try {
    await compiler.compile({ format: { type: "json_object" } });
    const before = performance.eventLoopUtilization();
    const names = Object.keys(adversarialDemands);
    const results = await Promise.all(
      Object.values(adversarialDemands).map((demand) =>
        compiler.compile(demand).catch((error: unknown) => error),
      ),
    );
    expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.5);
    for (const [index, result] of results.entries()) {
      const name = names[index];
      if (result instanceof Error) {
        const kinds = [UnsupportedSchemaError, GrammarError, ConstraintTooCostly];
        expect(kinds, `${name}: ${result}`).toContain(result.constructor);
      } else {
        const { grammar } = result as { grammar: string };
        await expect(engineGrammar(grammar), name).resolves.toBeDefined();
      }
    }
  } finally {
    await compiler.close();
  }
}, 300_000);
