import { z } from "zod";
import { configurationSchema } from "./schema.js";

/** The configuration file's JSON Schema, for editors. */
export function configurationJsonSchema() {
  return {
    ...z.toJSONSchema(configurationSchema, { io: "input" }),
    title: "Configuration of the router",
  };
}
