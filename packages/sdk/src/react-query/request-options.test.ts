import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { mergeRequestOptions } from "./request-options.js";

test("the call's options win over the hook's, nested ones included", () => {
  const merged = mergeRequestOptions(
    { timeoutMs: 1, cache: "no-store", fetchOptions: { mode: "cors", credentials: "omit" } },
    { timeoutMs: 2, fetchOptions: { cache: "reload", credentials: "include" } },
  );
  expect(merged).toMatchObject({ timeoutMs: 2, mode: "cors", cache: "reload", credentials: "include" });
  expect(merged).not.toHaveProperty("fetchOptions");
});

test("headers merge by name, whatever their form and spelling", () => {
  const { headers } = mergeRequestOptions(
    { headers: { "X-A": "hook", "X-B": "hook" }, fetchOptions: { headers: [["x-c", "hook"]] } },
    { headers: new Headers({ "x-b": "call" }), fetchOptions: { headers: { "X-C": "call" } } },
  );
  expect(Object.fromEntries(new Headers(headers))).toEqual({ "x-a": "hook", "x-b": "call", "x-c": "call" });
});

test("one signal is passed on as it is, none stays none", () => {
  const { signal } = new AbortController();
  expect(mergeRequestOptions({ signal }, {}).signal).toBe(signal);
  expect(mergeRequestOptions({ signal }, { signal: undefined as never }).signal).toBe(signal);
  expect(mergeRequestOptions({}, { fetchOptions: { signal } }).signal).toBe(signal);
  expect(mergeRequestOptions()).not.toHaveProperty("signal");
});

test.each([0, 1, 2, 3])("signal %i of four ends the request with its reason", (which) => {
  const controllers = Array.from({ length: 4 }, () => new AbortController());
  const [a, b, c, d] = controllers.map(({ signal }) => signal) as [
    AbortSignal,
    AbortSignal,
    AbortSignal,
    AbortSignal,
  ];
  const { signal } = mergeRequestOptions(
    { signal: a, fetchOptions: { signal: b } },
    { signal: c, fetchOptions: { signal: d } },
  );
  expect(signal?.aborted).toBe(false);
  controllers[which]?.abort("why");
  expect(signal?.reason).toBe("why");
});

test("a long-lived signal gathers no listeners", () => {
  const { signal } = new AbortController();
  for (let call = 0; call < 100; call++)
    mergeRequestOptions({ signal }, { signal: new AbortController().signal });
  expect(getEventListeners(signal, "abort")).toHaveLength(0);
});
