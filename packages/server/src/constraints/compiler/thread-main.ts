import { parentPort } from "node:worker_threads";
import { type ConstraintDemand, compileConstraint } from "../constraint.js";
import { SchemaCompiler } from "../schema-compiler.js";
import { type Job, type Outcome, outcomeOf, type Report } from "./messages.js";

const port = parentPort!;
const schemas = new SchemaCompiler();

port.on("message", ({ id, demand }: Job) => report({ id, outcome: compile(demand) }));
report("ready");

function compile(demand: string): Outcome {
  try {
    const constraint = compileConstraint(JSON.parse(demand) as ConstraintDemand, schemas);
    return { type: "compiled", constraint };
  } catch (error) {
    const outcome = outcomeOf(error);
    if (outcome) return outcome;
    throw error;
  }
}

function report(message: Report): void {
  port.postMessage(message);
}
