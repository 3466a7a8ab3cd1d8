import type { IncomingMessage } from "node:http";
import type { z } from "zod";
import { validate } from "../formats/validation/validate.js";
import { badRequest } from "../generation/api-error.js";
import { readJson } from "./body.js";
import type { ServerLimits } from "./limits.js";

/** A JSON body as the schema has it. Throws a 400 that names what is wrong, also a field that is not known. */
export async function readValid<T>(
  schema: z.ZodType<T>,
  incoming: IncomingMessage,
  limits: ServerLimits,
): Promise<T> {
  const result = validate(schema, await readJson(incoming, limits));
  if (!result.ok) {
    throw badRequest(result.problems.map(({ message }) => message).join("; "), result.problems[0].param);
  }
  const [unknown] = result.unknownFields;
  if (unknown !== undefined) throw badRequest(`${unknown} is no field that is known here`, unknown);
  return result.value;
}
