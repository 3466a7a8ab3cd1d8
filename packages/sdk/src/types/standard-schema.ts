/**
 * A schema of any library that follows the Standard Schema specification (https://standardschema.dev): zod, valibot,
 * arktype and others. Only what this SDK uses of it.
 *
 * @typeParam Input what is validated
 * @typeParam Output what validation gives
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly "~standard": {
    readonly version: 1;
    /** Name of the library. */
    readonly vendor: string;
    validate(value: unknown): StandardResult<Output> | Promise<StandardResult<Output>>;
    /** Never there; tells the types. */
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
    /** Makes a JSON Schema of the schema, where the library can. */
    readonly jsonSchema?:
      | {
          /** The schema of what is validated, in a version such as `"draft-2020-12"`. Throws when there is none. */
          input(options: { target: "draft-2020-12" }): Record<string, unknown>;
        }
      | undefined;
  };
}

/** What validation gives: the value, or what is wrong. */
export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

/** One thing that is wrong with a value. */
export interface StandardIssue {
  readonly message: string;
  /** Keys from the root to the place; some libraries wrap each in an object. */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}
