import { expect, test } from "vitest";
import { toSampling } from "./sampling.js";

const defaults = { temperature: 0.2, topP: 0.9 };

test("the request goes before the model's defaults, and they before the API's", () => {
  expect(toSampling({}, 10)).toMatchObject({ temperature: 1, topP: 1 });
  expect(toSampling({ top_p: undefined }, 10, defaults)).toMatchObject(defaults);
  expect(toSampling({ temperature: 0, top_p: 1 }, 10, defaults)).toMatchObject({
    temperature: 0,
    topP: 1,
  });
});
