export interface QueueOptions {
  /** Requests that run at once. */
  places: number;
  /** Requests that may wait. */
  limit: number;
  /** Milliseconds, from any fixed point. */
  now?: () => number;
}

/** As many wait as may. */
export class QueueFull extends Error {
  override readonly name = "QueueFull";
  /** After which a try may succeed, estimated. */
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** A request's claim on a place. */
export interface Ticket {
  /** Resolves when a place is free for it. */
  readonly admitted: Promise<void>;
  /** Gives up the place, or the wait for it. Requests that completed tell how long one takes. */
  leave(outcome?: { completed: boolean }): void;
}

/** Whose turn a request takes. */
export interface Turn {
  client: string;
  /** One of the client's own users. */
  user?: string | undefined;
}

interface Waiter {
  turn: Turn;
  position: number;
  admit: () => void;
  moved: (position: number) => void;
}

/**
 * Hands out places, one client after the other, and among a client's requests one user after the other; the requests
 * of a user keep their order. Bounded: past the limit a request is turned away with an estimate of when to come back.
 */
export class FairQueue {
  readonly #places: number;
  readonly #limit: number;
  readonly #now: () => number;
  /** Waiting requests by client and user; the first is served next, then goes to the end. */
  readonly #clients = new Map<string, Map<string, Waiter[]>>();
  #running = 0;
  #waiting = 0;
  /** Average of how long a place was held, in milliseconds; recent requests weigh more. */
  #averageHold: number | undefined;

  constructor({ places, limit, now = () => performance.now() }: QueueOptions) {
    this.#places = places;
    this.#limit = limit;
    this.#now = now;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#waiting;
  }

  /** Throws {@link QueueFull}. `moved` is told the position at once and whenever it changes, 1 being next. */
  enter(turn: Turn, moved: (position: number) => void): Ticket {
    if (this.#running < this.#places && this.#waiting === 0) {
      this.#running++;
      const leave = this.#hold();
      return { admitted: Promise.resolve(), leave };
    }
    if (this.#waiting >= this.#limit) {
      throw new QueueFull(
        `${this.#running} requests are running and ${this.#waiting} waiting, which is the limit`,
        this.#retryAfterSeconds(),
      );
    }
    return this.#wait(turn, moved);
  }

  #wait(turn: Turn, moved: (position: number) => void): Ticket {
    let leave: Ticket["leave"] = () => this.#abandon(waiter);
    const waiter: Waiter = { turn, position: 0, moved, admit: () => {} };
    const admitted = new Promise<void>((resolve) => {
      waiter.admit = () => {
        leave = this.#hold();
        resolve();
      };
    });
    const { client, user = "" } = turn;
    const users = this.#clients.get(client) ?? new Map<string, Waiter[]>();
    this.#clients.set(client, users.set(user, [...(users.get(user) ?? []), waiter]));
    this.#waiting++;
    this.#announce();
    return { admitted, leave: (outcome) => leave(outcome) };
  }

  /** Starts the time of a place; the result gives the place back, once. */
  #hold(): Ticket["leave"] {
    const since = this.#now();
    let held = true;
    return ({ completed } = { completed: false }) => {
      if (!held) return;
      held = false;
      if (completed) this.#learn(this.#now() - since);
      this.#running--;
      this.#admitNext();
    };
  }

  #admitNext(): void {
    const next = this.#clients.entries().next();
    if (next.done) return;
    const [client, users] = next.value;
    const [user, waiters] = users.entries().next().value!;
    const waiter = waiters.shift()!;
    this.#clients.delete(client);
    users.delete(user);
    if (waiters.length > 0) users.set(user, waiters);
    if (users.size > 0) this.#clients.set(client, users);
    this.#waiting--;
    this.#running++;
    waiter.admit();
    this.#announce();
  }

  #abandon(waiter: Waiter): void {
    const { client, user = "" } = waiter.turn;
    const users = this.#clients.get(client);
    const waiters = users?.get(user);
    const index = waiters?.indexOf(waiter) ?? -1;
    if (!users || !waiters || index < 0) return;
    waiters.splice(index, 1);
    if (waiters.length === 0) users.delete(user);
    if (users.size === 0) this.#clients.delete(client);
    this.#waiting--;
    this.#announce();
  }

  /** Positions as the requests would be served if nobody came or went. */
  #announce(): void {
    const clients = [...this.#clients.values()].map((users) => inTurns([...users.values()]));
    for (const [index, waiter] of inTurns(clients).entries()) {
      const position = index + 1;
      if (waiter.position === position) continue;
      waiter.position = position;
      waiter.moved(position);
    }
  }

  #learn(hold: number): void {
    this.#averageHold = this.#averageHold === undefined ? hold : this.#averageHold * 0.8 + hold * 0.2;
  }

  /** From how long requests have held their places. */
  #retryAfterSeconds(): number {
    const rounds = Math.ceil((this.#waiting + 1) / this.#places);
    return Math.max(1, Math.ceil(((this.#averageHold ?? 0) * rounds) / 1000));
  }
}

/** The first of each list, then the second of each, and so on. */
function inTurns<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, round) =>
    lists.flatMap((list) => list.slice(round, round + 1)),
  ).flat();
}
