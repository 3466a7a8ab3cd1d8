/** Larger sources are refused before they are read. */
export const maxSourceLength = 1_000_000;
/** What the engine allows of a repetition. */
export const maxRepetition = 2000;
/** The engine could take more, but a grammar this large is a mistake or an attack. */
export const maxRules = 50_000;
