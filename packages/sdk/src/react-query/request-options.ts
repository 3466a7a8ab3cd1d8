import type { RequestOptions } from "../core/options.js";

/**
 * The options of one request from those of the hook and those of the call. The call's win, headers merge
 * name by name, and any signal among them ends the request.
 */
export function mergeRequestOptions(hook: RequestOptions = {}, call: RequestOptions = {}): RequestOptions {
  const layers: RequestOptions[] = [hook.fetchOptions ?? {}, hook, call.fetchOptions ?? {}, call];
  const { fetchOptions: _, ...merged }: RequestOptions = Object.assign({}, ...layers);

  const headers = new Headers();
  for (const layer of layers) {
    for (const [name, value] of new Headers(layer.headers)) headers.set(name, value);
  }
  const signals = layers.flatMap(({ signal }) => signal ?? []);
  const [signal] = signals.length > 1 ? [AbortSignal.any(signals)] : signals;
  return { ...merged, headers, ...(signal && { signal }) };
}
