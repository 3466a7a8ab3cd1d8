/** How far a call got, with its HTTP messages. */
export type APICall =
  | { status: "complete"; request: Request; response: Response }
  | { status: "request-error"; request: Request; response?: undefined }
  | { status: "invalid"; request?: undefined; response?: undefined };

/** A promise of a call's value that can also tell about the HTTP exchange. */
export class APIPromise<T> implements Promise<T> {
  readonly #call: Promise<[T, APICall]>;
  readonly #value: Promise<T>;
  readonly [Symbol.toStringTag] = "APIPromise";

  constructor(call: [T, APICall] | Promise<[T, APICall]>) {
    this.#call = Promise.resolve(call);
    this.#value = this.#call.then(([value]) => value);
  }

  // biome-ignore lint/suspicious/noThenProperty: this is a promise.
  then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#value.then(onFulfilled, onRejected);
  }

  catch<B = never>(onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.#value.catch(onRejected);
  }

  finally(onFinally?: (() => void) | null): Promise<T> {
    return this.#value.finally(onFinally);
  }

  /** The value together with the request and response that led to it. */
  $inspect(): Promise<[T, APICall]> {
    return this.#call;
  }
}
