import { describe, expect, test } from "vitest";
import { chooseWeights } from "../../src/model-files/weights.js";

const files = (...names: string[]) => names.map((file) => ({ file, bytes: 1, sha256: "0" }));
const chosen = (names: string[], choice?: string) =>
  chooseWeights("some/repo", files(...names), choice).map(({ file }) => file);

const several = [
  "README.md",
  "m-IQ4_XS.gguf",
  "m-Q4_K_M.gguf",
  "m-Q4_K_S.gguf",
  "m-Q8_0.gguf",
  "mmproj-F16.gguf",
];

describe("chooseWeights", () => {
  test.each([
    [several, undefined, ["m-Q4_K_M.gguf"]],
    [several, "q8_0", ["m-Q8_0.gguf"]],
    [several, "m-q4_k_s.GGUF", ["m-Q4_K_S.gguf"]],
    [["only-F16.gguf", "mmproj-only-F16.gguf", "imatrix.gguf"], undefined, ["only-F16.gguf"]],
    [["m-UD-Q4_K_XL.gguf", "m-Q4_K_M.gguf"], "UD-Q4_K_XL", ["m-UD-Q4_K_XL.gguf"]],
    [["m_Q4_K.gguf", "m_Q4_K_M.gguf"], "Q4_K", ["m_Q4_K.gguf"]],
    [["m.Q6_K.gguf", "m.Q5_0.gguf"], undefined, ["m.Q6_K.gguf"]],
    [
      ["Q8_0/m-00002-of-00002.gguf", "Q8_0/m-00001-of-00002.gguf", "Q2_K/m.gguf"],
      "Q8_0",
      ["Q8_0/m-00001-of-00002.gguf", "Q8_0/m-00002-of-00002.gguf"],
    ],
    [
      ["m-Q8_0-00001-of-00002.gguf", "m-Q8_0-00002-of-00002.gguf"],
      "m-Q8_0-00001-of-00002.gguf",
      ["m-Q8_0-00001-of-00002.gguf", "m-Q8_0-00002-of-00002.gguf"],
    ],
  ])("of %j %s means %j", (names, choice, expected) => {
    expect(chosen(names, choice)).toEqual(expected);
  });

  test.each([
    [["README.md", "model.safetensors"], undefined, /holds no model in GGUF format/],
    [["m-F16.gguf", "m-BF16.gguf"], undefined, /has several models/],
    [several, "Q3_K", /has no model "Q3_K"/],
    [several, "Q4", /has no model "Q4"/],
    [["a-Q8_0.gguf", "b-Q8_0.gguf"], "Q8_0", /has 2 models that "Q8_0" could mean/],
    [["m-00001-of-00003.gguf", "m-00003-of-00003.gguf"], undefined, /has 2 of the 3 parts/],
  ])("of %j %s is refused", (names, choice, message) => {
    expect(() => chosen(names, choice)).toThrow(
      expect.objectContaining({ name: "UserError", message: expect.stringMatching(message) }),
    );
  });

  test("a refusal lists the files there are", () => {
    expect(() => chosen(several, "Q3_K")).toThrow(
      expect.objectContaining({ remedy: expect.stringMatching(/m-Q4_K_M\.gguf\n {2}m-Q4_K_S\.gguf/) }),
    );
  });
});
