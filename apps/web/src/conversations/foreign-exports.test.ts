import { expect, test } from "vitest";
import { growTree, pathTo } from "./message-tree.js";
import { readExport } from "./transfer.js";

const node = (id: string, parent: string | null, role?: string, words?: string, metadata: object = {}) => ({
  [id]: {
    id,
    parent,
    children: [],
    message: role
      ? {
          author: { role },
          create_time: 1_700_000_000 + Number(id.replace(/\D/g, "")),
          content: { content_type: "text", parts: [words] },
          metadata,
        }
      : null,
  },
});

const chatGpt = [
  {
    title: "Colours",
    create_time: 1_700_000_000.5,
    update_time: 1_700_000_900,
    current_node: "n6",
    mapping: {
      ...node("n0", null),
      ...node("n1", "n0", "system", ""),
      ...node("n2", "n1", "user", "Name a colour"),
      ...node("n3", "n2", "assistant", "Red", { model_slug: "gpt-4o" }),
      ...node("n4", "n2", "assistant", "Blue"),
      ...node("n5", "n4", "tool", "looked up"),
      ...node("n6", "n5", "assistant", "As the sky"),
    },
  },
];

const words = (messages: readonly { parts: readonly object[] }[]) =>
  messages.map(({ parts }) => parts.map((part) => (part as { text: string }).text).join("|"));

function shown({ conversation, messages }: ReturnType<typeof readExport>[number]) {
  return pathTo(growTree(messages), conversation.head);
}

test("a file of ChatGPT: what was said, with all its versions", () => {
  const [read] = readExport(JSON.stringify(chatGpt));
  expect(read!.conversation).toMatchObject({
    title: "Colours",
    createdAt: 1_700_000_000_500,
    updatedAt: 1_700_000_900_000,
  });
  expect(words(shown(read!))).toEqual(["Name a colour", "Blue", "As the sky"]);
  expect(words(read!.messages)).toEqual(["Name a colour", "Red", "Blue", "As the sky"]);
  expect(read!.messages[1]).toMatchObject({ model: "gpt-4o", finishReason: "stop" });
});

test("a file of OpenRouter: the words of its items, reasoning apart, in the order of time", () => {
  const at = (seconds: number) => ({ createdAt: new Date(1_700_000_000_000 + 1000 * seconds).toISOString() });
  const item = (type: string, said: string) => ({ data: { type, content: [{ type: "x", text: said }] } });
  const answer = (question: string, ...items: string[]) => ({
    type: "assistant",
    characterId: "c1",
    parentMessageId: question,
    items: items.map((id) => ({ id })),
  });
  const file = {
    version: "orpg.3.0",
    title: "Hello",
    characters: { c1: { id: "c1", model: "acme/model" } },
    messages: {
      a2: { ...answer("u2", "i4"), ...at(4) },
      u1: { type: "user", characterId: "USER", items: [{ id: "i1" }], ...at(1) },
      a1: { ...answer("u1", "r2", "i2", "gone"), ...at(2) },
      u2: { type: "user", characterId: "USER", items: [{ id: "i3" }], ...at(3) },
    },
    items: {
      i1: item("message", "One"),
      r2: item("reasoning", "Hm"),
      i2: item("message", "Two"),
      i3: item("message", "Three"),
      i4: item("message", "Four"),
    },
  };
  const [read] = readExport(JSON.stringify(file));
  expect(words(shown(read!))).toEqual(["One", "Hm|Two", "Three", "Four"]);
  expect(shown(read!)[1]).toMatchObject({
    model: "acme/model",
    parts: [{ type: "reasoning" }, { type: "text" }],
  });
});

test("an older file of OpenRouter: the words stand in the message", () => {
  const file = {
    version: "orpg.1.0",
    characters: {},
    messages: {
      b: { characterId: "x", content: "Yes", updatedAt: "2024-12-25T23:37:07Z" },
      a: { characterId: "USER", content: "Well?", updatedAt: "2024-12-25T23:37:06Z" },
    },
  };
  expect(words(shown(readExport(JSON.stringify(file))[0]!))).toEqual(["Well?", "Yes"]);
});

test.each<[string, object]>([
  ["a circle", [{ mapping: { ...node("n1", "n2", "user", "a"), ...node("n2", "n1", "assistant", "b") } }]],
  ["a circle of nodes without words", [{ mapping: { ...node("n1", "n2"), ...node("n2", "n1") } }]],
  ["its own parent", [{ current_node: "n1", mapping: node("n1", "n1", "user", "a") }]],
  [
    "wrong types",
    [{ title: 5, create_time: "x", current_node: {}, mapping: { a: 1, b: { message: [] }, c: null } }],
  ],
  ["times beyond all dates", [{ create_time: 1e300, mapping: node("n1", null, "user", "a") }]],
  [
    "names of Object.prototype",
    [{ mapping: JSON.parse('{"__proto__":{"message":{}},"constructor":{"parent":"__proto__"}}') }],
  ],
  [
    "messages of another kind",
    { version: "orpg.3.0", messages: { a: 1, b: { items: [1, null] }, c: { content: "x" } }, items: 5 },
  ],
])("a hostile file ends, and shows what it has: %s", (_, file) => {
  for (const read of readExport(JSON.stringify(file))) {
    expect(shown(read).length).toBeLessThanOrEqual(read.messages.length);
    expect(Number.isFinite(new Date(read.conversation.createdAt).getTime())).toBe(true);
  }
});

test("a long chain of nodes without words is walked once", () => {
  const mapping: Record<string, object> = {};
  for (let i = 1; i <= 20_000; i++) Object.assign(mapping, node(`n${i}`, i > 1 ? `n${i - 1}` : null));
  for (let i = 1; i <= 10_000; i++) Object.assign(mapping, node(`x${i}`, "n20000", "assistant", "a"));
  expect(readExport(JSON.stringify([{ mapping }]))[0]!.messages).toHaveLength(10_000);
});
