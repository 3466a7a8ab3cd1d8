import { describe, expect, it } from "vitest";
import { type Conversation, newConversation } from "./conversation.js";
import { ImportError, readExport, writeExport } from "./transfer.js";

const conversation = {
  ...newConversation(),
  title: "Weather",
  named: true,
  instructions: "Be brief.",
  parameters: { temperature: 0.2, stop: ["END"] },
  messages: [
    { id: "a", role: "user" as const, parts: [{ type: "text" as const, text: "Hi" }], createdAt: 1 },
    {
      id: "b",
      role: "assistant" as const,
      createdAt: 2,
      parts: [
        { type: "reasoning" as const, text: "Hm" },
        {
          type: "tool-call" as const,
          id: "c1",
          name: "f",
          arguments: "{}",
          state: "answered" as const,
          result: "1",
        },
      ],
      usage: { promptTokens: 1, completionTokens: 2, totalTokens: 3 },
      error: new Error("not kept"),
    },
  ],
};

const file = (changes: object) => JSON.stringify({ ...JSON.parse(writeExport([conversation])), ...changes });

const withParameters = (parameters: object) => file({ conversations: [{ messages: [], parameters }] });
const withAnswer = (changes: object) =>
  file({ conversations: [{ messages: [{ id: "a", role: "assistant", parts: [], ...changes }] }] });

describe("export and import", () => {
  it("brings everything back but ids and errors", () => {
    const [read] = readExport(writeExport([conversation]));
    const { id, messages, ...rest } = conversation;
    expect(read).toMatchObject(rest);
    expect(read!.id).not.toBe(id);
    expect(read!.messages[0]).toMatchObject(messages[0]!);
    expect(read!.messages[1]).toMatchObject({ ...messages[1], error: undefined });
  });

  it("takes null for a parameter that is not set", () => {
    const [read] = readExport(withParameters({ stop: null, temperature: 0 }));
    expect(read!.parameters).toEqual({ temperature: 0 });
  });

  it.each([
    ["{", /^The file is no JSON: /],
    ["[]", /^The file must be an object\.$/],
    ["{}", /format/],
    [file({ version: 2 }), /version 2; this page reads version 1/],
    [file({ conversations: {} }), /^conversations must be a list\.$/],
    [
      file({ conversations: [{ messages: [{ id: "a", role: "user", parts: [{ type: "film" }] }] }] }),
      /^conversations\[0\]\.messages\[0\]\.parts\[0\]\.type must be/,
    ],
    [
      file({ conversations: [{ messages: [{ id: "a", role: "robot", parts: [] }] }] }),
      /messages\[0\]\.role must be/,
    ],
    [
      file({ conversations: [{ messages: [], parameters: [] }] }),
      /conversations\[0\]\.parameters must be an object/,
    ],
    [withParameters({ stop: 5 }), /parameters\.stop must be a text or a list of at most 4 texts\.$/],
    [withParameters({ temperature: 3 }), /parameters\.temperature must be a number from 0 to 2\.$/],
    [withParameters({ topK: 1.5 }), /parameters\.topK must be a whole number from 0/],
    [withParameters({ stream: "yes" }), /parameters\.stream must be true or false\.$/],
    [withParameters({ user: 1 }), /parameters\.user must be a text\.$/],
    [
      withParameters({ logitBias: { 1: 101 } }),
      /parameters\.logitBias must be an object of numbers from -100/,
    ],
    [withParameters({ metadata: { a: 1 } }), /parameters\.metadata must be an object of texts\.$/],
    [withParameters({ responseFormat: "json" }), /parameters\.responseFormat must be an object with a type/],
    [withParameters({ reasoning: true }), /parameters\.reasoning must be an object\.$/],
    [withParameters({ tools: [{ type: "function" }] }), /parameters\.tools must be a list of tools\.$/],
    [withParameters({ toolChoice: 1 }), /parameters\.toolChoice must be a text or an object\.$/],
    [withParameters({ messages: [] }), /parameters\.messages must be left out/],
    [
      withAnswer({ usage: { promptTokens: "many" } }),
      /messages\[0\]\.usage\.promptTokens must be a number\.$/,
    ],
    [
      withAnswer({ timings: { submittedAt: 1, firstTokenAt: "soon" } }),
      /messages\[0\]\.timings\.firstTokenAt must be a number\.$/,
    ],
  ])("says what is wrong with %.30s", (source, message) => {
    expect(() => readExport(source)).toThrow(ImportError);
    expect(() => readExport(source)).toThrow(message);
  });

  it("takes back the usage that servers send, details and flags too", () => {
    const usage = {
      promptTokens: 3,
      completionTokens: 4,
      totalTokens: 7,
      cost: 0,
      isByok: false,
      promptTokensDetails: { cachedTokens: 0 },
      serviceTier: null,
    };
    const conversation = {
      ...newConversation(),
      messages: [{ id: "a", role: "assistant" as const, createdAt: 1, parts: [], usage }],
    };
    const [read] = readExport(writeExport([conversation as unknown as Conversation]));
    expect(read?.messages[0]?.usage).toEqual(usage);
  });
});
