import { expect, test } from "vitest";
import { parameterGroups, withModelDefault } from "./parameters.js";

const [sampling] = parameterGroups;
const parameter = (name: string) => sampling!.parameters.find((one) => one.name === name)!;

test("a model's own default replaces the API's", () => {
  const defaults = { top_p: 0.9, temperature: null };
  expect(withModelDefault(parameter("topP"), defaults)).toMatchObject({ fallback: "0.9", rest: 0.9 });
  expect(withModelDefault(parameter("temperature"), defaults)).toBe(parameter("temperature"));
  expect(withModelDefault(parameter("topK"), { top_k: 40 })).toMatchObject({ fallback: "40" });
  expect(withModelDefault(parameter("topK"), { top_k: 40 })).not.toHaveProperty("rest");
});
