import { describe, expect, it, onTestFinished, vi } from "vitest";
import { openStorage, type Storage, type StorageOptions } from "../../src/storage/index.js";
import type { KeptBounds, KeptResponse } from "../../src/storage/kept-responses.js";
import { everyDatabase } from "./support/databases.js";

function response(id: string, text = "x"): KeptResponse {
  const output = [
    { id: `out_${id}`, text },
    { id: "shared", of: id },
  ];
  return { id, response: { id, store: true }, before: [], added: [{ id: `in_${id}` }], output };
}

const size = JSON.stringify([response("1").response, [], response("1").added, response("1").output]).length;

for (const [name, skip, options] of everyDatabase()) {
  describe.skipIf(skip)(`responses that are kept in ${name}`, () => {
    async function open(bounds: Partial<KeptBounds> = {}, where?: StorageOptions): Promise<Storage> {
      const opened = await openStorage({
        openMs: 60_000,
        ...(where ?? (await options())),
        keptResponses: bounds,
      });
      onTestFinished(() => opened.close());
      return opened;
    }

    async function idsIn({ keptResponses }: Storage, ids: string[], client = "a"): Promise<string[]> {
      const found = await Promise.all(ids.map((id) => keptResponses.find(id, client)));
      return ids.filter((_, index) => found[index] !== undefined);
    }

    async function item({ keptResponses }: Storage, id: string, client = "a"): Promise<object | undefined> {
      return (await keptResponses.findItems([id], client)).get(id);
    }

    it("are found with their items, by their client", async () => {
      const storage = await open();
      const one = { ...response("1", 'é \0 \ud800 "'), before: [{ id: "before" }] };
      expect(await storage.keptResponses.add(one, "a")).toBe(true);
      expect(await storage.keptResponses.find("1", "a")).toEqual(one);
      expect(await item(storage, "in_1")).toEqual({ id: "in_1" });
      expect(await item(storage, "out_1")).toEqual({ id: "out_1", text: 'é \0 \ud800 "' });
      expect(await item(storage, "before")).toBeUndefined();
      expect(await idsIn(storage, ["1"], "b")).toEqual([]);
      expect(await item(storage, "in_1", "b")).toBeUndefined();
      expect(await storage.keptResponses.delete("1", "b")).toBe(false);
    });

    it("are not there for ids that no database takes", async () => {
      const storage = await open();
      const odd = ["", "\0", "é", "a b", "x".repeat(10_000), "'; DROP TABLE responses; --"];
      for (const id of odd) {
        expect(await storage.keptResponses.find(id, "a")).toBeUndefined();
        expect(await storage.keptResponses.delete(id, "a")).toBe(false);
      }
      expect((await storage.keptResponses.findItems(odd, "a")).size).toBe(0);
    });

    it("may have many items, and some of them twice", async () => {
      const storage = await open();
      const added = Array.from({ length: 1_200 }, (_, index) => ({ id: `i${index % 1_100}`, index }));
      await storage.keptResponses.add({ ...response("1"), added }, "a");
      const ids = added.map(({ id }) => id);
      const found = await storage.keptResponses.findItems(ids, "a");
      expect(found.size).toBe(1_100);
      expect(found.get("i5")).toEqual({ id: "i5", index: 1_105 });
    });

    it("go when they are deleted, but no item that a newer one has", async () => {
      const storage = await open();
      for (const id of ["1", "2"]) await storage.keptResponses.add(response(id), "a");
      await storage.keptResponses.add(response("3"), "b");
      expect(await storage.keptResponses.delete("1", "a")).toBe(true);
      expect(await idsIn(storage, ["1", "2"])).toEqual(["2"]);
      expect(await item(storage, "in_1")).toBeUndefined();
      expect(await item(storage, "shared")).toEqual({ id: "shared", of: "2" });
      expect(await item(storage, "shared", "b")).toEqual({ id: "shared", of: "3" });
    });

    it("are so many of a client, and of all", async () => {
      const storage = await open({ perClient: 2, responses: 3 });
      vi.useFakeTimers({ toFake: ["Date"] });
      onTestFinished(() => void vi.useRealTimers());
      const add = async (id: string, client: string) => {
        vi.advanceTimersByTime(1);
        await storage.keptResponses.add(response(id), client);
      };
      for (const id of ["1", "2", "3"]) await add(id, "a");
      expect(await idsIn(storage, ["1", "2", "3"])).toEqual(["2", "3"]);
      for (const id of ["4", "5"]) await add(id, "b");
      expect(await idsIn(storage, ["2", "3"])).toEqual(["3"]);
      expect(await item(storage, "in_2")).toBeUndefined();
      expect(await idsIn(storage, ["4", "5"], "b")).toEqual(["4", "5"]);
    });

    it("are so much, and none is too large for itself", async () => {
      const storage = await open({ characters: 2 * size, charactersOfOne: size, perClient: 40 });
      vi.useFakeTimers({ toFake: ["Date"] });
      onTestFinished(() => void vi.useRealTimers());
      for (const id of ["1", "2", "3"]) {
        vi.advanceTimersByTime(1);
        expect(await storage.keptResponses.add(response(id), "a")).toBe(true);
      }
      expect(await idsIn(storage, ["1", "2", "3"])).toEqual(["2", "3"]);
      expect(await storage.keptResponses.add(response("4", "x".repeat(100)), "a")).toBe(false);
      expect(await idsIn(storage, ["2", "3", "4"])).toEqual(["2", "3"]);
    });

    it("are kept for so many days", async () => {
      const storage = await open({ days: 2, perClient: 40 });
      vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-25T12:00:00Z") });
      onTestFinished(() => void vi.useRealTimers());
      await storage.keptResponses.add(response("1"), "a");
      vi.setSystemTime(new Date("2026-11-27T11:00:00Z"));
      await storage.keptResponses.add(response("2"), "a");
      expect(await idsIn(storage, ["1", "2"])).toEqual(["1", "2"]);
      vi.setSystemTime(new Date("2026-11-27T13:00:00Z"));
      await storage.keptResponses.add(response("3"), "a");
      expect(await idsIn(storage, ["1", "2", "3"])).toEqual(["2", "3"]);
    });

    it("wait for each other, and the last of them for the end", async () => {
      const storage = await open();
      const ids = Array.from({ length: 30 }, (_, index) => String(index));
      expect(await Promise.all(ids.map((id) => storage.keptResponses.add(response(id), "a")))).not.toContain(
        false,
      );
      expect(await idsIn(storage, ids)).toEqual(ids);
      const last = storage.keptResponses.add(response("last"), "a");
      await storage.close();
      expect(await last).toBe(true);
    });

    it.skipIf(name === "memory")(
      "are there after a restart, and for others on the same database",
      async () => {
        const where = await options();
        const first = await open({}, where);
        const beside = await open({}, where);
        await first.keptResponses.add(response("1"), "a");
        expect(await beside.keptResponses.find("1", "a")).toEqual(response("1"));
        await first.close();
        await beside.close();
        const later = await open({}, where);
        expect(await later.keptResponses.find("1", "a")).toEqual(response("1"));
        expect(await item(later, "out_1")).toEqual({ id: "out_1", text: "x" });
      },
    );

    it.skipIf(name === "memory")("are not promised where the database can't be asked", async () => {
      const told: string[] = [];
      const storage = await openStorage({
        ...(await options()),
        openMs: 60_000,
        onError: ({ message }) => told.push(message),
      });
      await storage.close();
      expect(await storage.keptResponses.add(response("1"), "a")).toBe(false);
      expect(told).toEqual([expect.stringMatching(/^A response could not be kept: /)]);
      await expect(storage.keptResponses.find("1", "a")).rejects.toThrow();
    });
  });
}
