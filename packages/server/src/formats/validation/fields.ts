import { z } from "zod";

/** A field that may be left out; `null` says the same. */
export function optional<T extends z.ZodType>(type: T) {
  return type.nullish().transform((value) => value ?? undefined);
}

function numberBetween(type: () => z.ZodNumber, kind: string, min: number, max: number) {
  const error = `must be ${kind} from ${min} to ${max}`;
  return type().min(min, { error }).max(max, { error });
}

export function numberFrom(min: number, max: number) {
  const error = `must be a number from ${min} to ${max}`;
  return numberBetween(() => z.number({ error }), "a number", min, max);
}

export function integerFrom(min: number, max: number) {
  const error = `must be a whole number from ${min} to ${max}`;
  return numberBetween(() => z.int({ error }), "a whole number", min, max);
}

/** A number within a range, both ends included. */
export function numberIn({ min, max, integer }: { min: number; max: number; integer: boolean }) {
  return integer ? integerFrom(min, max) : numberFrom(min, max);
}
