/** An object of a JSON value. */
// biome-ignore lint/suspicious/noExplicitAny: what comes over the wire may be of any type anywhere
export type Values = Record<string, any>;

/** Whether a JSON value is an object, and no array. */
export const isObject = (value: unknown): value is Values => Object(value) === value && !Array.isArray(value);
