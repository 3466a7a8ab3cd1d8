/** Threads that got less of the time than this wait for one another without a core of their own. */
const leastShare = 0.75;
/** Milliseconds of evaluations whose threads got too little, before they become fewer. */
const patience = 200;
/** Milliseconds before more threads are tried: at first, and at most after having failed. */
const [firstHold, longestHold] = [1000, 30_000];

/**
 * How many threads compute. They wait for one another some hundred times a token: when other programs take the cores,
 * many are slower by far than one. They become half as many then, and more again when cores are idle.
 */
export class ThreadCount {
  readonly #most: number;
  #now: number;
  #starved = 0;
  #hold = firstHold;
  /** When more may be tried. */
  #next = 0;
  /** When there became more last. */
  #raised = 0;

  constructor(most: number) {
    this.#most = most;
    this.#now = most;
  }

  get now(): number {
    return this.#now;
  }

  /** To be told of each evaluation: how long it took, and how long its threads had cores altogether. */
  evaluated(wallMilliseconds: number, cpuMilliseconds: number, time: number): void {
    if (this.#now === 1) return;
    const starves = cpuMilliseconds < leastShare * this.#now * wallMilliseconds;
    this.#starved = Math.max(0, this.#starved + (starves ? wallMilliseconds : -wallMilliseconds));
    if (this.#starved < patience) return;
    this.#now >>= 1;
    this.#starved = 0;
    // Those that were soon found to be too many are tried again later and later.
    this.#hold = time - this.#raised < longestHold ? Math.min(2 * this.#hold, longestHold) : firstHold;
    this.#next = time + this.#hold;
  }

  /** Whether {@link idle} wants to be told. */
  mayRise(time: number): boolean {
    return this.#now < this.#most && time >= this.#next;
  }

  /** So many cores had nothing to do lately. */
  idle(cores: number, time: number): void {
    const more = Math.min(2 * this.#now, this.#most);
    this.#next = time + firstHold;
    if (cores < leastShare * (more - this.#now)) return;
    this.#now = more;
    this.#raised = time;
  }
}
