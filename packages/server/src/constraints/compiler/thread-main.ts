import { serveTasks } from "../../threads/serve-tasks.js";
import { withDeadline } from "../automata/budget.js";
import { compileConstraint } from "../constraint.js";
import { SchemaCompiler } from "../schema-compiler.js";
import { firstProblem } from "../validate.js";
import { type Outcome, outcomeOf, type Task, type TimedTask } from "./messages.js";

const schemas = new SchemaCompiler();

serveTasks<TimedTask, Outcome>(({ text, deadlineMs }) =>
  withDeadline(deadlineMs, () => outcome(JSON.parse(text) as Task)),
);

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
