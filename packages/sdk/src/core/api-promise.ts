/** How far a call got, with its HTTP messages. */
export type APICall =
  | { status: "complete"; request: Request; response: Response }
  | { status: "request-error"; request: Request; response?: undefined }
  | { status: "invalid"; request?: undefined; response?: undefined };

/** A promise of a call's value that can also tell about the HTTP exchange. */
export interface APIPromise<T> extends Promise<T> {
  /** The value together with the request and response that led to it. */
  $inspect(): Promise<[T, APICall]>;
}

export const apiPromise = <T>(call: Promise<[T, APICall]>): APIPromise<T> =>
  Object.assign(
    call.then(([value]) => value),
    { $inspect: () => call },
  );
