import type { RequestOptions } from "../core/options.js";

/**
 * The options of one request from those of the hook and those of the call. The call's win, headers merge
 * name by name, and any signal among them ends the request.
 *
 * The hook's signal and the call's stay apart, one nested and one not: the SDK listens to both and lets go of
 * them when the request is over, while `AbortSignal.any` leaves a trace on a long-lived signal with every call, and wants
 * signals of its own realm.
 */
export function mergeRequestOptions(hook: RequestOptions = {}, call: RequestOptions = {}): RequestOptions {
  const layers: RequestOptions[] = [hook.fetchOptions ?? {}, hook, call.fetchOptions ?? {}, call];
  const headers = new Headers();
  for (const layer of layers) {
    for (const [name, value] of new Headers(layer.headers)) headers.set(name, value);
  }
  return Object.assign({}, ...layers, {
    headers,
    signal: signalOf(call),
    fetchOptions: { signal: signalOf(hook) },
  });
}

function signalOf({ signal, fetchOptions }: RequestOptions): AbortSignal | null {
  const nested = fetchOptions?.signal;
  return signal && nested ? either(signal, nested) : (signal ?? nested ?? null);
}

/** Two signals as one, as far as the SDK uses signals: of any realm, in hosts without `AbortSignal.any` too. */
function either(a: AbortSignal, b: AbortSignal): AbortSignal {
  const first = () => (a.aborted ? a : b);
  const signal: Pick<AbortSignal, "aborted" | "reason" | "addEventListener" | "removeEventListener"> = {
    get aborted() {
      return first().aborted;
    },
    get reason() {
      return first().reason;
    },
    addEventListener(type: string, listener: EventListenerOrEventListenerObject) {
      for (const each of [a, b]) each.addEventListener(type, listener);
    },
    removeEventListener(type: string, listener: EventListenerOrEventListenerObject) {
      for (const each of [a, b]) each.removeEventListener(type, listener);
    },
  };
  return signal as AbortSignal;
}
