import type { Candidate } from "./order.js";

/** Another try was the first to speak. */
export class Overtaken extends Error {
  override readonly name = "Overtaken";
}

/** How one of several tries at once is made. */
export interface Runner {
  candidate: Candidate;
  /** Aborted with {@link Overtaken} when another has spoken. */
  signal: AbortSignal;
  /** Whether this one has the word: whoever asks first gets it, and the others are let go. */
  maySpeak(): boolean;
}

/** Several tries at one answer at the same time. */
class Race {
  readonly #runners = new Map<Candidate, AbortController>();
  readonly #signal: AbortSignal;
  speaker: Candidate | undefined;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  enter(candidate: Candidate): Runner {
    const controller = new AbortController();
    this.#runners.set(candidate, controller);
    const signal = AbortSignal.any([this.#signal, controller.signal]);
    return { candidate, signal, maySpeak: () => this.#maySpeak(candidate) };
  }

  #maySpeak(candidate: Candidate): boolean {
    if (this.speaker) return this.speaker === candidate;
    this.speaker = candidate;
    for (const [other, controller] of this.#runners) {
      if (other !== candidate) controller.abort(new Overtaken());
    }
    return true;
  }
}

export interface Hedge<T> {
  first: Candidate;
  /** Whom to ask besides, when the first says nothing for `afterMs`; undefined: there is nobody. */
  second(): Candidate | undefined;
  afterMs: number;
  ask(runner: Runner): Promise<T>;
  signal: AbortSignal;
}

/** Resolves to what became of whom was asked, the one that spoke last. */
export async function hedged<T>({ first, second, afterMs, ask, signal }: Hedge<T>) {
  const race = new Race(signal);
  const run = async (candidate: Candidate) => ({ candidate, outcome: await ask(race.enter(candidate)) });
  const alone = run(first);
  const over = await settles(alone, afterMs);
  const other = over || race.speaker ? undefined : second();
  if (!other) return [await alone];
  const all = await Promise.all([alone, run(other)]);
  return all.sort((a, b) => Number(a.candidate === race.speaker) - Number(b.candidate === race.speaker));
}

/** Whether the promise settles within so many milliseconds. */
async function settles(promise: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, ms, false);
  });
  const settled = promise.then(
    () => true,
    () => true,
  );
  const result = await Promise.race([settled, late]);
  clearTimeout(timer);
  return result;
}
