import { describe, expect, it } from "vitest";
import { FairQueue } from "./fair-queue.js";

function ignore() {}

/** Lets resolved promises run their handlers. */
function settle() {
  return new Promise(setImmediate);
}

/** Enters clients in order; tells who got a place, in order. */
function crowd(queue: FairQueue) {
  const admitted: string[] = [];
  const enter = (client: string, user?: string) => {
    const positions: number[] = [];
    const ticket = queue.enter({ client, user }, (position) => positions.push(position));
    void ticket.admitted.then(() => admitted.push(user ?? client));
    return { ...ticket, positions };
  };
  return { enter, admitted };
}

describe("FairQueue", () => {
  it("admits as many as there are places", async () => {
    const queue = new FairQueue({ places: 2, limit: 5 });
    const { enter, admitted } = crowd(queue);
    for (const client of ["a", "b", "c"]) enter(client);
    await settle();
    expect(admitted).toEqual(["a", "b"]);
    expect(queue).toMatchObject({ running: 2, waiting: 1 });
  });

  it("serves clients in turn, each client's requests in order", async () => {
    const queue = new FairQueue({ places: 1, limit: 10 });
    const { enter, admitted } = crowd(queue);
    const busy = enter("busy");
    const tickets = ["greedy", "greedy", "greedy", "modest", "other"].map((client) => enter(client));
    busy.leave();
    for (const ticket of [0, 3, 4, 1, 2]) {
      await settle();
      tickets[ticket]!.leave();
    }
    expect(admitted).toEqual(["busy", "greedy", "modest", "other", "greedy", "greedy"]);
    expect(queue).toMatchObject({ running: 0, waiting: 0 });
  });

  it("gives a client's users turns of the client's, so that inventing users buys none", async () => {
    const queue = new FairQueue({ places: 1, limit: 10 });
    const { enter, admitted } = crowd(queue);
    const busy = enter("busy");
    const tickets = [
      ...["u1", "u1", "u2", "u3"].map((user) => enter("inventive", user)),
      ...["x", "y"].map((user) => enter("modest", user)),
    ];
    expect(tickets.map(({ positions }) => positions.at(-1))).toEqual([1, 6, 3, 5, 2, 4]);
    busy.leave();
    for (const ticket of [0, 4, 2, 5, 3, 1]) {
      await settle();
      tickets[ticket]!.leave();
    }
    expect(admitted).toEqual(["busy", "u1", "x", "u2", "y", "u3", "u1"]);
  });

  it("tells positions when they change", async () => {
    const queue = new FairQueue({ places: 1, limit: 10 });
    const { enter } = crowd(queue);
    const busy = enter("busy");
    const first = enter("greedy");
    const second = enter("greedy");
    const modest = enter("modest");
    expect([first.positions, second.positions, modest.positions]).toEqual([[1], [2, 3], [2]]);
    busy.leave();
    expect([second.positions, modest.positions]).toEqual([
      [2, 3, 2],
      [2, 1],
    ]);
    modest.leave();
    expect(second.positions.at(-1)).toBe(1);
  });

  it("turns away past the limit, with an estimate from how long requests took", () => {
    let time = 0;
    const queue = new FairQueue({ places: 2, limit: 3, now: () => time });
    const done = queue.enter({ client: "a" }, ignore);
    time = 4000;
    done.leave({ completed: true });
    for (let i = 0; i < 5; i++) queue.enter({ client: "a" }, ignore);
    expect(() => queue.enter({ client: "b" }, ignore)).toThrow(
      expect.objectContaining({
        name: "QueueFull",
        // Four requests of 4 s before it and itself on two places: two rounds.
        retryAfterSeconds: 8,
      }),
    );
  });

  it("forgets who leaves while waiting", async () => {
    const queue = new FairQueue({ places: 1, limit: 10 });
    const { enter, admitted } = crowd(queue);
    const busy = enter("busy");
    const impatient = enter("impatient");
    enter("patient");
    impatient.leave();
    expect(queue.waiting).toBe(1);
    busy.leave();
    await settle();
    expect(admitted).toEqual(["busy", "patient"]);
  });

  it("takes a place back once", () => {
    const queue = new FairQueue({ places: 2, limit: 1 });
    const ticket = queue.enter({ client: "a" }, ignore);
    queue.enter({ client: "b" }, ignore);
    ticket.leave();
    ticket.leave();
    expect(queue.running).toBe(1);
  });
});
