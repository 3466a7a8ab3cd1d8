import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it, vi } from "vitest";
import type { Engine, GenerateEvent } from "../../src/engine/index.js";
import { Suspects } from "../../src/engine/suspects.js";
import { tinyModelTokens } from "../support/tiny-model.js";
import { answer, request, tinyEngine } from "./support.js";
import { workers } from "./workers.js";

const noEnd = { [tinyModelTokens.endOfText]: -100, [tinyModelTokens.end]: -100 };
const endless = (content: string) =>
  request({ messages: [{ role: "user", content }], sampling: { logitBias: noEnd } });

async function firstText(engine: Engine, content: string): Promise<AsyncIterator<GenerateEvent>> {
  const events = engine.generate(endless(content))[Symbol.asyncIterator]();
  for (;;) {
    const { value } = await events.next();
    if (value?.type === "text") return events;
  }
}

async function drain(events: AsyncIterator<GenerateEvent>): Promise<void> {
  while (!(await events.next()).done);
}

describe("a silent engine", () => {
  const tiny = tinyEngine({ parallel: 1, stepTimeoutMs: 4000 });

  it("is ended and started anew: requests under way are told, waiting ones are kept", async () => {
    expect(tiny.engine.status).toMatchObject({ state: "ready", running: 0, restarts: 0 });
    const running = await firstText(tiny.engine, "one");
    expect(Date.now() - tiny.engine.status.lastTokenAt!).toBeGreaterThanOrEqual(0);
    const waiting = answer(tiny.engine, { ...endless("two"), maxTokens: 2 });
    await vi.waitFor(() => expect(tiny.engine.status.waiting).toBe(1));
    const [pid] = workers();
    process.kill(pid!, "SIGSTOP");
    await expect(drain(running)).rejects.toMatchObject({
      code: "engine_crashed",
      message: expect.stringContaining("no sign of life for 4 seconds"),
    });
    expect((await waiting).done.usage.completionTokens).toBe(2);
    expect(workers()).not.toContain(pid);
    expect(tiny.engine.status).toMatchObject({ state: "ready", restarts: 1 });
  });
});

describe("a request during which the engine ends twice", () => {
  const tiny = tinyEngine({ parallel: 2 });

  it("is refused, others are not", async () => {
    for (let time = 0; time < 2; time++) {
      const events = await firstText(tiny.engine, "killer");
      process.kill(workers()[0]!, "SIGKILL");
      await expect(drain(events)).rejects.toMatchObject({ code: "engine_crashed" });
    }
    await expect(answer(tiny.engine, endless("killer"))).rejects.toMatchObject({
      code: "request_refused",
      details: { retryAfterSeconds: expect.any(Number) },
    });
    expect((await answer(tiny.engine, { ...endless("other"), maxTokens: 1 })).done.type).toBe("done");
    expect(tiny.engine.status).toMatchObject({ state: "ready", running: 0, restarts: 2 });
  });

  it("counts an end once, however many requests alike were under way", () => {
    const suspects = new Suspects();
    const wanted = request();
    const end = new Error();
    suspects.add(wanted, end);
    suspects.add(wanted, end);
    expect(() => suspects.check(wanted)).not.toThrow();
    suspects.add(wanted, new Error());
    expect(() => suspects.check(wanted)).toThrow(/ended 2 times/);
  });

  it("is forgiven after a while, or when it completes", () => {
    let now = 0;
    const suspects = new Suspects(() => now);
    const wanted = endless("x");
    suspects.add(wanted, new Error());
    suspects.clear(wanted);
    suspects.add(wanted, new Error());
    suspects.check(wanted);
    suspects.add(wanted, new Error());
    expect(() => suspects.check(wanted)).toThrow(/2 times.* 600 seconds/);
    suspects.check(endless("y"));
    now = 600_000;
    suspects.check(wanted);
  });
});

describe("the engine's process", () => {
  it("ends with its parent while its own main thread is deep in work", async () => {
    const watchdog = new URL("../../src/engine/worker/watchdog.ts", import.meta.url);
    const deep = `
      import { startWatchdog } from ${JSON.stringify(watchdog.href)};
      const { performance } = startWatchdog(process.ppid);
      setInterval(() => {
        if (performance.eventLoopUtilization().idle === 0) return;
        console.log(process.pid);
        for (;;);
      }, 5);`;
    const parentOfDeep = `
      require("node:child_process").spawn(
        process.execPath,
        ["--import", "tsx", "--input-type=module", "-e", ${JSON.stringify(deep)}],
        { stdio: ["ignore", "inherit", "inherit"] },
      )`;
    const parent = spawn(process.execPath, ["-e", parentOfDeep], { stdio: ["ignore", "pipe", "inherit"] });
    const [said] = (await once(parent.stdout, "data")) as [Buffer];
    const pid = Number(said.toString());
    expect(() => process.kill(pid, 0)).not.toThrow();
    parent.kill("SIGKILL");
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow(/ESRCH/), { timeout: 30_000 });
  });
});
