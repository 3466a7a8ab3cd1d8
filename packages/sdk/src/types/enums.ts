type Values<T> = T extends string | number ? T : T[keyof T];

/** The values of a constant object, or a union of literals as it is. Nothing else is accepted. */
export type ClosedEnum<T> = Values<T>;

/**
 * The known values of a constant object or a union of literals, plus any other string: the API may
 * add values, and an editor still completes the known ones.
 */
export type OpenEnum<T> = Values<T> | (string & {});
