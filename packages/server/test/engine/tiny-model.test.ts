import { expect, it } from "vitest";
import { encodeTinyModel } from "../support/tiny-model.js";

it("writes the same file for the same seed, and another for another", () => {
  expect(encodeTinyModel({ seed: 3 }).equals(encodeTinyModel({ seed: 3 }))).toBe(true);
  expect(encodeTinyModel({ seed: 4 }).equals(encodeTinyModel({ seed: 3 }))).toBe(false);
});

it("is small", () => {
  expect(encodeTinyModel().length).toBeLessThan(600_000);
});
