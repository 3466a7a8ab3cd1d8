import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { openRecords } from "./support/open-records.js";
import { temporaryFolder } from "./support/temporary-folder.js";
import { WriterProcess } from "./support/writer-process.js";

/** Lets a process make no file longer than this, as a full disk would. Its hard limit stays, so it can be undone. */
function limitFiles(pid: number, bytes: string) {
  execFileSync("prlimit", ["--pid", String(pid), `--fsize=${bytes}:`]);
}

// `prlimit` is a part of every Linux; elsewhere there is no such way to fill a disk for one process.
describe.runIf(process.platform === "linux")("a disk that takes no more", () => {
  it("keeps the records in memory, says so once, and writes them when there is space again", async () => {
    const dataDir = await temporaryFolder();
    const writer = new WriterProcess(dataDir, "a", 2_000);
    expect(await writer.next()).toBe("ready");
    limitFiles(writer.pid, "200000");
    writer.go();
    expect(await writer.nextError()).toMatch(/^Generations can't be recorded at the moment: .+/);
    expect(await writer.next()).toBe("added");
    limitFiles(writer.pid, "unlimited");
    writer.go();
    expect(await writer.next()).toEqual({ lost: 0 });
    expect(writer.errors).toHaveLength(1);

    const records = await openRecords({ dataDir, openMs: 60_000 });
    for (let index = 0; index < 2_000; index++) expect(await records.find(`a-${index}`)).toBeDefined();
    await records.close();
  });

  it("counts what could not be kept, and loses nothing that was written before", async () => {
    const dataDir = await temporaryFolder();
    const writer = new WriterProcess(dataDir, "a", 12_000);
    expect(await writer.next()).toBe("ready");
    limitFiles(writer.pid, "200000");
    writer.go();
    expect(await writer.next()).toBe("added");
    writer.go();
    const { lost } = (await writer.next()) as { lost: number };
    expect(writer.errors).toHaveLength(2);
    expect(writer.errors[1]).toMatch(/^\d+ generations could not be recorded: .+/);

    const records = await openRecords({ dataDir, openMs: 60_000 });
    let written = 0;
    for (let index = 0; index < 12_000; index++) if (await records.find(`a-${index}`)) written++;
    await records.close();
    expect(written + lost).toBe(12_000);
    expect(lost).toBeGreaterThan(2_000);
  });
});
