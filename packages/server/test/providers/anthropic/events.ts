/** The events of a message that says the blocks, as the API streams them. */
export function message(
  blocks: { block: object; deltas: object[] }[],
  stop: string | undefined = "end_turn",
  usage: object = {},
  stopSequence: string | null = null,
): object[] {
  return [
    {
      type: "message_start",
      message: {
        id: "msg_1",
        type: "message",
        role: "assistant",
        model: "claude",
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { input_tokens: 10, output_tokens: 1, ...usage },
      },
    },
    { type: "ping" },
    ...blocks.flatMap(({ block, deltas }, index) => [
      { type: "content_block_start", index, content_block: block },
      ...deltas.map((delta) => ({ type: "content_block_delta", index, delta })),
      { type: "content_block_stop", index },
    ]),
    {
      type: "message_delta",
      delta: { stop_reason: stop ?? null, stop_sequence: stopSequence },
      usage: { output_tokens: 25 },
    },
    { type: "message_stop" },
  ];
}

export const text = (...pieces: string[]) => ({
  block: { type: "text", text: "" },
  deltas: pieces.map((piece) => ({ type: "text_delta", text: piece })),
});

export const thinking = (signature: string, ...pieces: string[]) => ({
  block: { type: "thinking", thinking: "", signature: "" },
  deltas: [
    ...pieces.map((piece) => ({ type: "thinking_delta", thinking: piece })),
    { type: "signature_delta", signature },
  ],
});

export const redacted = (data: string) => ({ block: { type: "redacted_thinking", data }, deltas: [] });

export const toolUse = (id: string, name: string, ...pieces: string[]) => ({
  block: { type: "tool_use", id, name, input: {} },
  deltas: pieces.map((partial_json) => ({ type: "input_json_delta", partial_json })),
});
