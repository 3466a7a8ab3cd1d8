import type { RequestOptions } from "../core/options.js";

/**
 * The options of one request from those of the hook and those of the call. The call's win, headers merge
 * name by name, and any signal among them ends the request.
 *
 * The hook's signal and the call's stay apart, one nested and one not: the SDK listens to both and lets go of
 * them when the request is over, while `AbortSignal.any` leaves a trace on a long-lived signal with every call.
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
  return signal && nested ? AbortSignal.any([signal, nested]) : (signal ?? nested ?? null);
}
