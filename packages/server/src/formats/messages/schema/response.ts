import { z } from "zod";

export const messagesErrorSchema = z.object({
  type: z.literal("error"),
  error: z.object({ type: z.string(), message: z.string(), error_type: z.string() }),
  request_id: z.string().nullable(),
});
