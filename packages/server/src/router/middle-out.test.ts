import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Message } from "../generation/task.js";
import { estimateMessage } from "../generation/token-estimate.js";
import { middleOut } from "./middle-out.js";

/** A text of so many tokens, by estimate. */
function text(tokens: number, letter = "x"): string {
  return letter.repeat(tokens * 4);
}

function tokensOf(messages: readonly Message[]): number {
  return messages.reduce((sum, message) => sum + estimateMessage(message), 0);
}

function call(id: string): Message {
  return {
    role: "assistant",
    content: "",
    tool_calls: [{ id, type: "function", function: { name: "f", arguments: "{}" } }],
  };
}

describe("middle-out", () => {
  it("leaves alone what fits", () => {
    expect(middleOut([{ role: "user", content: text(100) }], 104)).toBeUndefined();
  });

  it("leaves out turns from the middle", () => {
    const turns = Array.from({ length: 5 }, (_, i): Message[] => [
      { role: "user", content: text(50, String(i)) },
      { role: "assistant", content: text(50, String(i)) },
    ]).flat();
    const messages: Message[] = [
      { role: "system", content: text(20) },
      ...turns,
      { role: "user", content: "?" },
    ];
    const shortened = middleOut(messages, tokensOf(messages) - 150)!;
    expect(shortened).toMatchObject({ removed: 4, cut: 0 });
    expect(shortened.messages.map(({ content }) => String(content)[0]).join("")).toBe("x001144?");
  });

  it("cuts a message where a part of it is enough, in its middle", () => {
    const messages: Message[] = [
      { role: "user", content: "first" },
      { role: "user", content: `begin${text(200)}end` },
      { role: "user", content: "last" },
    ];
    const { messages: left, ...counts } = middleOut(messages, tokensOf(messages) - 100)!;
    expect(counts).toEqual({ removed: 0, cut: 1 });
    expect([left[0], left[2]]).toEqual([messages[0], messages[2]]);
    expect(left[1]!.content).toMatch(/^beginx+\n\[…\]\nx+end$/);
    expect(tokensOf(left)).toBeLessThanOrEqual(tokensOf(messages) - 100);
  });

  it("cuts the longest text when one turn is all there is, but not what is to be continued", () => {
    const content = [
      { type: "image_url" as const, image_url: { url: "data:," } },
      { type: "text" as const, text: "short" },
      { type: "text" as const, text: text(5_000) },
    ];
    const { messages } = middleOut([{ role: "user", content }], 3_000)!;
    expect(messages[0]!.content).toMatchObject([content[0]!, content[1]!, { type: "text" }]);
    expect(tokensOf(messages)).toBeLessThanOrEqual(3_000);
    const told: Message[] = Array.from({ length: 3 }, () => ({ role: "system", content: text(200) }));
    expect(middleOut(told, 300)).toMatchObject({ removed: 0 });
    const begun: Message[] = [{ role: "assistant", content: text(500) }];
    expect(middleOut(begun, 100)).toEqual({ messages: begun, removed: 0, cut: 0 });
  });

  it("whatever the conversation: it fits if it can, calls keep their results, both ends stay", () => {
    const said = fc.record({
      role: fc.constantFrom("user" as const, "assistant" as const),
      content: fc.string({ unit: "grapheme", maxLength: 400 }),
    });
    const called = fc
      .tuple(fc.string({ minLength: 1 }), fc.string({ maxLength: 200 }))
      .map(([id, content]): Message[] => [call(id), { role: "tool", tool_call_id: id, content }]);
    const turn = fc.oneof(
      said.map((message): Message[] => [message]),
      called,
    );
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 12 }), fc.integer({ min: 100, max: 600 }), (turns, most) => {
        const system: Message = { role: "system", content: "Be brief." };
        const last: Message = { role: "user", content: "And now?" };
        const messages = [system, ...turns.flat(), last];
        const shortened = middleOut(messages, most);
        if (!shortened) {
          expect(tokensOf(messages)).toBeLessThanOrEqual(most);
          return;
        }
        const { messages: left, removed } = shortened;
        expect(tokensOf(left)).toBeLessThanOrEqual(most);
        expect(left).toHaveLength(messages.length - removed);
        expect([left[0], left.at(-1)]).toEqual([system, last]);
        for (const [index, message] of left.entries()) {
          if (message.tool_calls) expect(left[index + 1]).toMatchObject({ role: "tool" });
          if (message.role === "tool") expect(["assistant", "tool"]).toContain(left[index - 1]!.role);
          if (typeof message.content === "string") expect(message.content.isWellFormed()).toBe(true);
        }
      }),
    );
  });
});
