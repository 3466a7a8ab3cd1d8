import { expect, test, vi } from "vitest";
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

test.each([0, 1])("two signals of the call are one, of any realm: number %i", (which) => {
  // Of the platform's signals they have only what a polyfill has.
  const foreign = [new EventTarget(), new EventTarget()].map((target) =>
    Object.assign(target, { aborted: false, reason: undefined as unknown }),
  );
  const [signal, nested] = foreign as unknown as [AbortSignal, AbortSignal];
  const merged = mergeRequestOptions({}, { signal, fetchOptions: { signal: nested } }).signal!;
  const listener = vi.fn();
  merged.addEventListener("abort", listener);
  expect(merged.aborted).toBe(false);
  Object.assign(foreign[which]!, { aborted: true, reason: "enough" });
  foreign[which]!.dispatchEvent(new Event("abort"));
  expect([merged.aborted, merged.reason, listener.mock.calls.length]).toEqual([true, "enough", 1]);
  merged.removeEventListener("abort", listener);
  foreign[which]!.dispatchEvent(new Event("abort"));
  expect(listener).toHaveBeenCalledTimes(1);
});
