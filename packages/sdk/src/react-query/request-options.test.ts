import { expect, test } from "vitest";
import { mergeRequestOptions } from "./request-options.js";

test("the call's options win over the hook's, nested ones included", () => {
  const merged = mergeRequestOptions(
    { timeoutMs: 1, cache: "no-store", fetchOptions: { mode: "cors", credentials: "omit" } },
    { timeoutMs: 2, fetchOptions: { cache: "reload", credentials: "include" } },
  );
  expect(merged).toMatchObject({ timeoutMs: 2, mode: "cors", cache: "reload", credentials: "include" });
});

test("headers merge by name, whatever their form and spelling", () => {
  const { headers } = mergeRequestOptions(
    { headers: { "X-A": "hook", "X-B": "hook" }, fetchOptions: { headers: [["x-c", "hook"]] } },
    { headers: new Headers({ "x-b": "call" }), fetchOptions: { headers: { "X-C": "call" } } },
  );
  expect(Object.fromEntries(new Headers(headers))).toEqual({ "x-a": "hook", "x-b": "call", "x-c": "call" });
});
