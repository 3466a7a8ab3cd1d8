import { tinyModelTokens } from "../support/tiny-model.js";

/** What every client is asked to do, in JSON Schema and plain text. */
export const weatherSchema = {
  type: "object",
  properties: {
    city: { enum: ["Zürich", "Paris"] },
    days: { type: "integer", minimum: 1, maximum: 3 },
  },
  required: ["city", "days"],
  additionalProperties: false,
};

export const question = "What is the weather?";

/** Keeps a random model from ending its text early. */
export const noEnd = { [tinyModelTokens.endOfText]: -100, [tinyModelTokens.end]: -100 };

export const isWeather = (value: unknown): boolean => {
  const { city, days, ...rest } = value as Record<string, unknown>;
  return (
    ["Zürich", "Paris"].includes(city as string) &&
    [1, 2, 3].includes(days as number) &&
    Object.keys(rest).length === 0
  );
};
