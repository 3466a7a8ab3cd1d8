import { expect, test } from "vitest";
import { type NumberParameter, numberProblem, parameterGroups, withModelDefault } from "./parameters.js";

const [sampling] = parameterGroups;
const parameter = (name: string) => sampling!.parameters.find((one) => one.name === name)!;

test("a model's own default replaces the API's", () => {
  const defaults = { top_p: 0.9, temperature: null };
  expect(withModelDefault(parameter("topP"), defaults)).toMatchObject({ fallback: "0.9", rest: 0.9 });
  expect(withModelDefault(parameter("temperature"), defaults)).toBe(parameter("temperature"));
  expect(withModelDefault(parameter("topK"), { top_k: 40 })).toMatchObject({ fallback: "40" });
  expect(withModelDefault(parameter("topK"), { top_k: 40 })).not.toHaveProperty("rest");
});

const numbers = parameterGroups
  .flatMap(({ parameters }) => parameters)
  .filter((one): one is NumberParameter => one.kind === "number");

test.each(numbers)("$name takes what the server takes, and nothing beyond", (one) => {
  const { min, max, integer } = one;
  expect(numberProblem(one, min)).toBeUndefined();
  expect(numberProblem(one, max)).toBeUndefined();
  expect(numberProblem(one, max * 2)).toBe(`Between ${min} and ${max}.`);
  expect(numberProblem(one, min - (integer ? 2 : 0.001))).toBe(`Between ${min} and ${max}.`);
  expect(numberProblem(one, 1.5)).toBe(
    integer ? "Enter a whole number." : max < 1.5 ? `Between ${min} and ${max}.` : undefined,
  );
});

test("a parameter's slider reaches the value that changes nothing", () => {
  for (const { name, min, max, step, rest } of numbers.filter((one) => one.rest !== undefined)) {
    expect(rest, name).toBeGreaterThanOrEqual(min);
    expect(rest, name).toBeLessThanOrEqual(max);
    const steps = (rest! - min) / step;
    expect(steps, name).toBeCloseTo(Math.round(steps), 6);
  }
});
