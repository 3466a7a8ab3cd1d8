import { createHash } from "node:crypto";
import type { Usage } from "../generation/event.js";
import type { Message, Task } from "../generation/task.js";
import type { Clock } from "./clock.js";
import { endpointKey } from "./endpoint.js";
import type { Candidate } from "./order.js";
import type { Peers } from "./peers.js";

/** A conversation that is silent for longer has left the provider's cache. */
const idleMs = 10 * 60_000;
const mostConversations = 10_000;

/** Sends a conversation where its beginning is in the cache already, if that costs less. */
export class StickyRoutes {
  readonly #clock: Clock;
  readonly #peers: Peers | undefined;
  /** Endpoints by conversation, those used last at the end. */
  readonly #routes = new Map<string, { endpoint: string; until: number }>();

  constructor(clock: Clock, peers?: Peers) {
    this.#clock = clock;
    this.#peers = peers;
    peers?.hear((news) => {
      if (news.about === "conversation") this.#keep(news.conversation, news.endpoint);
    });
  }

  /** The candidates, the conversation's own first; unless it has much more to do than others. */
  prefer(candidates: Candidate[], task: Task): Candidate[] {
    if (task.routing.order?.length || candidates.length < 2 || this.#routes.size === 0) return candidates;
    const found = candidates.find((candidate) => {
      const route = this.#routes.get(conversationKey(task, candidate.model.id));
      if (!route || route.until < this.#clock.now()) return false;
      return route.endpoint === endpointKey(candidate.model.id, candidate.endpoint);
    });
    if (!found || isOverloaded(found, candidates)) return candidates;
    return [found, ...candidates.filter((candidate) => candidate !== found)];
  }

  /** An answer came. Without a session's id it takes a hit in the cache to know that there is one. */
  answered({ model, endpoint, tariff }: Candidate, task: Task, usage: Usage): void {
    if (!tariff.cachesPay) return;
    if (task.sessionId === undefined && usage.cachedTokens === 0) return;
    const conversation = conversationKey(task, model.id);
    const key = endpointKey(model.id, endpoint);
    this.#keep(conversation, key);
    this.#peers?.tell({ about: "conversation", conversation, endpoint: key });
  }

  #keep(conversation: string, endpoint: string): void {
    this.#routes.delete(conversation);
    this.#routes.set(conversation, { endpoint, until: this.#clock.now() + idleMs });
    if (this.#routes.size > mostConversations) this.#routes.delete(this.#routes.keys().next().value!);
  }
}

/** Affinity must not pile up on one engine while others idle. */
function isOverloaded(candidate: Candidate, candidates: readonly Candidate[]): boolean {
  const least = Math.min(...candidates.map(({ health }) => health.statistics.running));
  return candidate.health.statistics.running > 2 * least + 4;
}

function conversationKey(task: Task, model: string): string {
  return `${task.client}\0${model}\0${task.sessionId ?? beginning(task)}`;
}

function beginning({ messages, prompts }: Task): string {
  const isSystem = ({ role }: Message) => role === "system" || role === "developer";
  const first = [messages.find(isSystem), messages.find((message) => !isSystem(message))];
  return createHash("sha256")
    .update(JSON.stringify(prompts ?? first.map((message) => message?.content)))
    .digest("base64url");
}
