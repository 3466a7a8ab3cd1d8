import { describe, expect, test } from "vitest";
import { accepts } from "./dfa.js";
import { regexToDfa } from "./regex.js";

const patterns = [
  "^[a-z]+$",
  "abc",
  "^a|b$",
  "^(a|b)*c{2,3}$",
  "^(?=.*[A-Z])(?=.*\\d).{4,}$",
  "^(?!foo|bar)[a-z]+$",
  "",
  "^$",
  "^(\\([0-9]{3}\\))?[0-9]{3}-[0-9]{4}$",
  "x{0}",
  "(?:^|,)a",
  "\\p{Lu}",
  "^.$",
  "[^a]",
  "^a?$",
  "(a|^b)c$",
  "^\\u{1F600}$",
  "a(?=b)",
  "^[\\w.-]+@x$",
  "a$|^b",
  "^a*?b+?$",
  "(?<name>a)\\s",
  "[\\d-]$",
  "\\bab\\b",
  "^\\b",
  "a\\B",
  "\\B.\\B",
  "^(\\b[a-c]+ ?)+$",
  "^x\\b|\\bx$",
  "^(?=\\bab).*\\b.$",
  ".(?!\\bfoo)x",
  "\\b$",
  "^\\W\\b\\w$",
  "(\\b|a)*c\\b",
];
const texts = [
  "",
  "a",
  "b",
  "ab",
  "abc",
  "xabcx",
  "abcc",
  "cc",
  "ccc",
  "aA1b",
  "aA1",
  "foo",
  "foox",
  "xfoo",
  "(123)456-7890",
  "123-4567",
  ",a",
  "x,a",
  "É",
  "é",
  "\n",
  "😀",
  "😀😀",
  "a@x",
  "a.b-c@x",
  "aab",
  "bc",
  "xbc",
  "ac",
  "a ",
  " a",
  "ab ab",
  "x ab.",
  "a b c",
  "éab",
  "_ab",
  "x x",
  "-x",
  "(a",
  ".foox",
  "-",
  "1-",
  "Aaaa1",
];

describe.each(patterns)("/%s/u", (source) => {
  test("accepts what the regular expression matches", () => {
    const dfa = regexToDfa(source);
    const regex = new RegExp(source, "u");
    for (const text of texts) expect(accepts(dfa, text), JSON.stringify(text)).toBe(regex.test(text));
  });
});

test.each([
  ["(?i)^[a-c]x", /^[a-c]x/iu],
  ["^(?i)[^a]b$", /^[^a]b$/iu],
  ["(?P<name>a)\\s", /(?<name>a)\s/u],
  ["\\Aab\\Z", /^ab$/u],
  ["^\\(\\d+\\)\\ \\d\\-\\d$", /^\(\d+\) \d-\d$/u],
])("%s, as other languages spell it", (source, regex) => {
  const dfa = regexToDfa(source);
  for (const text of [...texts, "AX", "Bxa", "cX", "Ab", "cB", "xab", "(12) 3-4"])
    expect(accepts(dfa, text), JSON.stringify(text)).toBe(regex.test(text));
});

test.each(["(a)\\1", "(?<=a)b", "(^a)*b", "a{99999}", "(a|b)*a(a|b){20}"])("%s is refused", (source) => {
  expect(() => regexToDfa(source)).toThrow(/not|more than/);
});
