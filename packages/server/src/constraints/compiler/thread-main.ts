import { parentPort } from "node:worker_threads";
import { withDeadline } from "../automata/budget.js";
import { compileConstraint } from "../constraint.js";
import { SchemaCompiler } from "../schema-compiler.js";
import { firstProblem } from "../validate.js";
import { type Job, type Outcome, outcomeOf, type Report, type Task } from "./messages.js";

const port = parentPort!;
const schemas = new SchemaCompiler();

port.on("message", ({ id, task, deadlineMs }: Job) => {
  report({ id, outcome: withDeadline(deadlineMs, () => outcome(JSON.parse(task) as Task)) });
});
report("ready");

function outcome(task: Task): Outcome {
  try {
    if ("demand" in task) return { type: "compiled", constraint: compileConstraint(task.demand, schemas) };
    return { type: "validated", problem: firstProblem(task.schema, task.value) };
  } catch (error) {
    const known = outcomeOf(error);
    if (known) return known;
    throw error;
  }
}

function report(message: Report): void {
  port.postMessage(message);
}
