import { describe, expect, it } from "vitest";
import { type KeptResponse, KeptResponses } from "./kept-responses.js";

function response(id: string, text = "x"): KeptResponse {
  const output = [
    { id: `out_${id}`, text },
    { id: "shared", of: id },
  ];
  return { id, response: { id }, before: [], added: [{ id: `in_${id}` }], output };
}

function idsIn(kept: KeptResponses, ids: string[], client = "a"): string[] {
  return ids.filter((id) => kept.find(id, client) !== undefined);
}

describe("KeptResponses", () => {
  it("finds responses and their items, for their client", () => {
    const kept = new KeptResponses();
    kept.add(response("1"), "a");
    expect(kept.find("1", "a")).toEqual(response("1"));
    expect(kept.findItem("in_1", "a")).toEqual({ id: "in_1" });
    expect(kept.findItem("out_1", "a")).toEqual({ id: "out_1", text: "x" });
    expect([kept.find("1", "b"), kept.findItem("in_1", "b"), kept.delete("1", "b")]).toEqual([
      undefined,
      undefined,
      false,
    ]);
  });

  it("forgets what is deleted, and no item that a newer response has", () => {
    const kept = new KeptResponses();
    kept.add(response("1"), "a");
    kept.add(response("2"), "a");
    expect(kept.delete("1", "a")).toBe(true);
    expect(kept.findItem("in_1", "a")).toBeUndefined();
    expect(kept.findItem("shared", "a")).toEqual({ id: "shared", of: "2" });
  });

  it("keeps so many of a client, and of all", () => {
    const kept = new KeptResponses({ perClient: 2, responses: 3 });
    for (const id of ["1", "2", "3"]) kept.add(response(id), "a");
    expect(idsIn(kept, ["1", "2", "3"])).toEqual(["2", "3"]);
    for (const id of ["4", "5"]) kept.add(response(id), "b");
    expect(idsIn(kept, ["2", "3"])).toEqual(["3"]);
    expect(idsIn(kept, ["4", "5"], "b")).toEqual(["4", "5"]);
  });

  it("keeps so much, and refuses what is too large for itself", () => {
    const size = JSON.stringify(response("1")).length;
    const kept = new KeptResponses({ characters: 2 * size, charactersOfOne: size });
    expect(["1", "2", "3"].map((id) => kept.add(response(id), "a"))).toEqual([true, true, true]);
    expect(idsIn(kept, ["1", "2", "3"])).toEqual(["2", "3"]);
    expect(kept.add(response("4", "xx"), "a")).toBe(false);
    expect(idsIn(kept, ["2", "3", "4"])).toEqual(["2", "3"]);
  });

  it("takes a response again in the place of itself", () => {
    const kept = new KeptResponses({ perClient: 2 });
    kept.add(response("1"), "a");
    kept.add(response("2"), "a");
    kept.add(response("1", "new"), "a");
    expect(idsIn(kept, ["1", "2"])).toEqual(["1", "2"]);
    expect(kept.findItem("out_1", "a")).toMatchObject({ text: "new" });
  });
});
