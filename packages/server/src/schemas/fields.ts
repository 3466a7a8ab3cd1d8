import { z } from "zod";

/** `null` counts as "not given" wherever the published schema allows it. */
export const nullable = <T extends z.ZodType>(type: T) => type.nullable().optional();

const numberBetween = (type: () => z.ZodNumber, kind: string, min: number, max: number) =>
  type()
    .min(min, { error: `must be ${kind} from ${min} to ${max}` })
    .max(max, {
      error: `must be ${kind} from ${min} to ${max}`,
    });

export const numberFrom = (min: number, max: number) => {
  const error = `must be a number from ${min} to ${max}`;
  return numberBetween(() => z.number({ error }), "a number", min, max);
};

export const integerFrom = (min: number, max: number) => {
  const error = `must be a whole number from ${min} to ${max}`;
  return numberBetween(() => z.int({ error }), "a whole number", min, max);
};
