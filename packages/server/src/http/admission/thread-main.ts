import { serveTasks } from "../../threads/serve-tasks.js";
import { type Body, type Outcome, refusal } from "./messages.js";
import { readBody } from "./readers.js";

serveTasks<Body, Outcome>(({ kind, bytes, limits }) => {
  try {
    return { request: JSON.stringify(readBody(kind, bytes, limits)) };
  } catch (error) {
    return refusal(error);
  }
});
