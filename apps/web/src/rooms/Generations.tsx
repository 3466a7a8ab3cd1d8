import { useInfiniteQuery } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { useState } from "react";
import { Button } from "../ui/Button.js";
import { Select } from "../ui/Select.js";
import { Answer, Gate } from "./Answer.js";
import { count, duration, moment, money } from "./figures.js";
import { type Attempt, call, type Generation } from "./server-api.js";
import { useKeys, useServer } from "./use-server.js";

interface Page {
  data: Generation[];
  has_more: boolean;
}

const pageSize = 50;

/** What was asked for, the newest first. */
export const Generations = () => <Gate path="/credits">{() => <Log />}</Gate>;

function Log() {
  const server = useServer();
  const keys = useKeys();
  const [hash, setHash] = useState("");
  const query = useInfiniteQuery({
    queryKey: [server.address, server.key, "generations", hash],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => {
      const search = new URLSearchParams({ limit: String(pageSize) });
      if (pageParam) search.set("after", pageParam);
      if (hash) search.set("api_key_hash", hash);
      return call<Page>(server, `/generations?${search}`, { signal });
    },
    getNextPageParam: ({ data, has_more }) => (has_more ? data.at(-1)?.id : undefined),
  });
  // Records name a key by the beginning of its hash.
  const names = new Map((keys.data ?? []).map((key) => [`key:${key.hash.slice(0, 16)}`, key.name]));

  return (
    <>
      <div className="room-controls">
        {names.size > 0 && (
          <Select
            aria-label="Of the key"
            value={hash}
            options={[["", "all keys"], ...(keys.data ?? []).map((key) => [key.hash, key.name] as const)]}
            onValue={setHash}
          />
        )}
        <Button onClick={() => query.refetch()}>
          <RotateCw size={15} aria-hidden /> Read anew
        </Button>
      </div>
      <Answer query={query}>
        {({ pages }) => {
          const found = pages.flatMap(({ data }) => data);
          return (
            <>
              {found.length === 0 && <p className="room-hint">Nothing was asked for yet.</p>}
              <ul className="list log">
                {found.map((generation) => (
                  <LogEntry
                    key={generation.id}
                    generation={generation}
                    who={names.get(generation.client) ?? generation.client}
                  />
                ))}
              </ul>
              {query.hasNextPage && (
                <Button disabled={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
                  Show earlier ones
                </Button>
              )}
            </>
          );
        }}
      </Answer>
    </>
  );
}

function LogEntry({ generation, who }: { generation: Generation; who: string }) {
  const { created_at, model, provider_name, error, cancelled, latency, generation_time } = generation;
  const attempts = generation.provider_responses ?? [];
  const [look, outcome] = error
    ? (["bad", "failed"] as const)
    : cancelled
      ? (["warn", "cancelled"] as const)
      : (["good", generation.finish_reason ?? "answered"] as const);
  const facts: [string, string][] = [
    ["Who", who],
    ["Tokens", `${count(generation.tokens_prompt)} in, ${count(generation.tokens_completion)} out`],
    ["Cost", money(generation.total_cost)],
    ["First token", latency === null ? "–" : duration(latency)],
    ["Answer", generation_time === null ? "–" : duration(generation_time)],
    ["API", `${generation.api_type ?? "–"}${generation.streamed ? ", streamed" : ""}`],
  ];
  return (
    <li>
      <details className="log-entry">
        <summary>
          <time dateTime={created_at}>{moment(created_at)}</time>
          <span className="name">{model}</span>
          <span className="room-hint">
            {provider_name ?? "nobody"}
            {attempts.length > 1 && `, attempt ${attempts.length}`}
          </span>
          <span className="state" data-state={look}>
            {outcome}
          </span>
        </summary>
        {error && <p className="problem">{error}</p>}
        <dl className="facts">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <ol className="attempts" aria-label="Attempts">
          {attempts.map((attempt, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the order is what they are known by
            <li key={index}>{described(attempt)}</li>
          ))}
        </ol>
        <p className="room-hint">
          <code>{generation.id}</code>
        </p>
      </details>
    </li>
  );
}

function described({ provider_name, endpoint_id, status, latency, error_type, fault }: Attempt): string {
  const place =
    endpoint_id && endpoint_id !== provider_name ? `${provider_name} (${endpoint_id})` : provider_name;
  const reasons = [fault, error_type === fault ? undefined : error_type].filter((reason) => reason != null);
  const outcome =
    reasons.length > 0
      ? `failed: ${reasons.join(", ").replaceAll("_", " ")}${status === null ? "" : `, status ${status}`}`
      : status === null
        ? "no answer"
        : "answered";
  return `${place}: ${outcome}${latency === null ? "" : `, after ${duration(latency)}`}`;
}
