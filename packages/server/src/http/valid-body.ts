import type { z } from "zod";
import { accept } from "../formats/validation/accept.js";
import { validate } from "../formats/validation/validate.js";
import { badRequest } from "../generation/api-error.js";

/** A body as the schema has it. Throws a 400 that names what is wrong, also a field that is not known. */
export function readValid<T>(schema: z.ZodType<T>, body: unknown): T {
  const { value, unknownFields } = accept(validate(schema, body));
  const [unknown] = unknownFields;
  if (unknown !== undefined) throw badRequest(`${unknown} is no field that is known here`, unknown);
  return value;
}
