import { expect, test } from "vitest";
import { chatRequestSchema } from "../schemas/chat-request.js";
import { toSampling } from "./sampling.js";

const request = (fields: object) =>
  chatRequestSchema.parse({ messages: [{ role: "user", content: "Hello" }], ...fields });
const defaults = { temperature: 0.2, topP: 0.9 };

test("the request goes before the model's defaults, and they before the API's", () => {
  expect(toSampling(request({}), 10)).toMatchObject({ temperature: 1, topP: 1 });
  expect(toSampling(request({ top_p: null }), 10, defaults)).toMatchObject(defaults);
  expect(toSampling(request({ temperature: 0, top_p: 1 }), 10, defaults)).toMatchObject({
    temperature: 0,
    topP: 1,
  });
});
