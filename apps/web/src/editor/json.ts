import { findNodeAtLocation, type ParseError, parse, parseTree, printParseErrorCode } from "jsonc-parser";
import { type Problem, problemAt } from "./problem.js";

const messages: Record<string, string> = {
  InvalidSymbol: "This is no JSON value.",
  InvalidNumberFormat: "This number is not written as JSON wants it.",
  PropertyNameExpected: "A property name in double quotes is missing here.",
  ValueExpected: "A value is missing here.",
  ColonExpected: "A colon is missing here.",
  CommaExpected: "A comma is missing here.",
  CloseBraceExpected: "The closing brace } is missing.",
  CloseBracketExpected: "The closing bracket ] is missing.",
  EndOfFileExpected: "The value ends before this.",
  InvalidCommentToken: "JSON has no comments.",
  UnexpectedEndOfComment: "JSON has no comments.",
  UnexpectedEndOfString: "The closing quote is missing.",
  UnexpectedEndOfNumber: "The number is not complete.",
  InvalidUnicode: "The Unicode escape is not complete.",
  InvalidEscapeCharacter: "JSON has no such escape.",
  InvalidCharacter: "This character must be escaped.",
};

export type JsonReading = { value: unknown; problems: Problem[] };

/** Parses JSON; each problem says where it is. */
export function readJson(text: string): JsonReading {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { disallowComments: true, allowEmptyContent: false });
  const problems = errors.map(({ error, offset, length }) =>
    problemAt(
      text,
      offset,
      offset + Math.max(length, 1),
      messages[printParseErrorCode(error)] ?? "This is not valid JSON.",
    ),
  );
  return { value, problems };
}

/** Where the value at a path stands in the text. */
export function locate(text: string, path: (string | number)[]): { from: number; to: number } {
  const tree = parseTree(text);
  const node = tree && findNodeAtLocation(tree, path);
  return node ? { from: node.offset, to: node.offset + node.length } : { from: 0, to: text.length };
}
