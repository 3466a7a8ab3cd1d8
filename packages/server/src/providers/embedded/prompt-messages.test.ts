import { describe, expect, test } from "vitest";
import { toPromptMessages } from "./prompt-messages.js";

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
