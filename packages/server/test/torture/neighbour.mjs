// A well-behaved client in a process of its own: asks the server at the URL for one streamed answer after the other, keeps
// the time between their chunks, and prints what it saw when it is told to end.

const url = process.argv[2];
const seen = { answers: 0, broken: 0, longestStall: 0 };

process.once("SIGTERM", () => {
  process.stdout.write(`${JSON.stringify(seen)}\n`, () => process.exit());
});

for (;;) {
  const whole = await listen().catch(() => false);
  seen.answers++;
  if (!whole) seen.broken++;
}

/** Whether the answer came to its end. */
async function listen() {
  const response = await fetch(`${url}/api/v1/chat/completions`, {
    method: "POST",
    body: JSON.stringify({
      messages: [{ role: "user", content: "Tell me about the sea." }],
      logit_bias: { 0: -100, 2: -100 },
      max_tokens: 300,
      stream: true,
    }),
  });
  let last;
  let text = "";
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    // Before the first word it waits for its turn.
    if (!text.includes('"content"')) continue;
    const now = performance.now();
    if (last !== undefined) seen.longestStall = Math.max(seen.longestStall, now - last);
    last = now;
  }
  return text.endsWith("data: [DONE]\n\n");
}
