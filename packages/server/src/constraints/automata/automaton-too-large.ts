export const maxStates = 10_000;

/** A set of texts needs more states than a grammar can reasonably have. */
export class AutomatonTooLarge extends Error {
  override readonly name = "AutomatonTooLarge";
  constructor(message = `it needs an automaton of more than ${maxStates} states`) {
    super(message);
  }
}
