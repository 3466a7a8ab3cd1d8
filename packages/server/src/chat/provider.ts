/** Who answers, in OpenRouter's terms. */
export const providerName = "Embedded";
