import { describe, expect, test } from "vitest";
import { toPromptMessages } from "./prompt-messages.js";
import { ToolTexts } from "./tool-format.js";

const user = { role: "user", content: "Hello" } as const;
function system(content: string) {
  return { role: "system", content } as const;
}

describe("the model's own system message", () => {
  test("begins a conversation that has none", () => {
    expect(toPromptMessages([user], [], "Be kind.")).toEqual([system("Be kind."), user]);
    expect(toPromptMessages([user], ["Write JSON."], "Be kind.")).toEqual([
      system("Be kind.\n\nWrite JSON."),
      user,
    ]);
  });

  test("gives way to the conversation's, also to an empty one", () => {
    expect(toPromptMessages([system("Be brief."), user], [], "Be kind.")).toEqual([
      system("Be brief."),
      user,
    ]);
    expect(toPromptMessages([system(""), user], [], "Be kind.")).toEqual([user]);
  });
});

describe("results of tools", () => {
  test("are read as JSON where they are, and so many characters of a conversation at most", () => {
    const texts = new ToolTexts();
    expect(texts.result("f", '{ "a": 1 }')).toBe(
      '<tool_response>{"name":"f","content":{"a":1}}</tool_response>',
    );
    expect(texts.result(undefined, "{")).toBe('<tool_response>{"content":"{"}</tool_response>');
    const long = `[ ${"1, ".repeat(30_000)}1 ]`;
    expect(texts.result("f", long)).toBe(`<tool_response>{"name":"f","content":${long}}</tool_response>`);
    expect(texts.result(undefined, '{ "a": 1 }')).toBe(
      '<tool_response>{"content":{ "a": 1 }}</tool_response>',
    );
    expect(texts.result(undefined, 'a "word"')).toBe(
      '<tool_response>{"content":"a \\"word\\""}</tool_response>',
    );
  });
});
