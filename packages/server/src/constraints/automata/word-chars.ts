import { charSet, complementChars } from "./char-set.js";

/** What `\w` means, and what words are made of for `\b`. */
export const wordChars = charSet([
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
]);

export const notWordChars = complementChars(wordChars);
