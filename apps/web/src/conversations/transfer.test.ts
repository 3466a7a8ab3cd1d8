import { describe, expect, it } from "vitest";
import { newConversation } from "./conversation.js";
import { inARow } from "./message-tree.js";
import { ImportError, readExport, writeExport } from "./transfer.js";

const conversation = {
  ...newConversation(),
  title: "Weather",
  named: true,
  instructions: "Be brief.",
  parameters: { temperature: 0.2, stop: ["END"] },
  head: "b",
};

const messages = inARow(conversation.id, [
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
]);

const file = (changes: object) =>
  JSON.stringify({ ...JSON.parse(writeExport([{ conversation, messages }])), ...changes });

const withParameters = (parameters: object) => file({ conversations: [{ messages: [], parameters }] });
const withAnswer = (changes: object) =>
  file({ conversations: [{ messages: [{ id: "a", role: "assistant", parts: [], ...changes }] }] });

describe("export and import", () => {
  it("brings everything back but ids and errors", () => {
    const [read] = readExport(writeExport([{ conversation, messages }]));
    const { id, ...rest } = conversation;
    expect(read!.conversation).toMatchObject(rest);
    expect(read!.conversation.id).not.toBe(id);
    const conversationId = read!.conversation.id;
    expect(read!.messages).toMatchObject(messages.map((message) => ({ ...message, conversationId })));
  });

  it("keeps every branch and which is shown", () => {
    const other = { ...messages[1]!, id: "b2", createdAt: 3 };
    const [read] = readExport(writeExport([{ conversation, messages: [...messages, other] }]));
    expect(read!.conversation.head).toBe("b");
    expect(read!.messages.map(({ id, parentId }) => [id, parentId])).toEqual([
      ["a", ""],
      ["b", "a"],
      ["b2", "a"],
    ]);
  });

  it("reads files of version 1: one branch", () => {
    const [read] = readExport(
      JSON.stringify({
        format: "openrouter-chat",
        version: 1,
        conversations: [
          {
            messages: [
              { id: "x", role: "user", parts: [] },
              { id: "y", role: "assistant", parts: [] },
            ],
          },
        ],
      }),
    );
    expect(read!.conversation.head).toBe("y");
    expect(read!.messages.map(({ parentId }) => parentId)).toEqual(["", "x"]);
  });

  it("takes null for a parameter that is not set", () => {
    const [read] = readExport(withParameters({ stop: null, temperature: 0 }));
    expect(read!.conversation.parameters).toEqual({ temperature: 0 });
  });

  it.each([
    ["{", /^The file is no JSON: /],
    ["[]", /^The file must be an object\.$/],
    ["{}", /format/],
    [file({ version: 3 }), /version 3; this page reads versions 1 and 2/],
    [
      file({ conversations: [{ messages: [{ id: "a", role: "user", parts: [], parentId: "z" }] }] }),
      /messages\[0\]\.parentId must be empty or the id of a message before\.$/,
    ],
    [file({ conversations: [{ messages: [], head: "z" }] }), /\.head must be the id of a message\.$/],
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
    const [read] = readExport(withAnswer({ usage }));
    expect(read?.messages[0]?.usage).toEqual(usage);
  });
});
