import { count, duration } from "./figures.js";
import type { EndpointMetrics } from "./metrics.js";
import type { Endpoint, Percentiles } from "./server-api.js";

const states = {
  closed: ["good", "Answers"],
  "half-open": ["warn", "On trial"],
  open: ["bad", "Left out"],
} as const;

interface Props {
  endpoint: Endpoint;
  metrics: EndpointMetrics | undefined;
}

/** One endpoint: whether it is asked, and how it has answered. */
export function EndpointCard({ endpoint, metrics }: Props) {
  const breaker = metrics?.breaker ?? (endpoint.status === 0 ? "closed" : "open");
  const [look, word] = states[breaker];
  const { latency_last_30m: latency, throughput_last_30m: throughput } = endpoint;
  const facts: [string, string][] = [
    ["Answered, 5 min", percent(endpoint.uptime_last_5m)],
    ["Answered, 30 min", percent(endpoint.uptime_last_30m)],
    ["Answered, 1 day", percent(endpoint.uptime_last_1d)],
    ["First token", spread(latency, (seconds) => duration(seconds * 1000), "p99")],
    ["Tokens a second", spread(throughput, (value) => count(Math.round(value)), "p90")],
    ["Price per million", price(endpoint)],
  ];
  if (metrics) facts.push(["Asked", count(metrics.requests)]);
  return (
    <li className="card">
      <header>
        <strong>{endpoint.provider_name}</strong>
        {endpoint.tag !== endpoint.provider_name && <code>{endpoint.tag}</code>}
        <span className="state" data-state={look} title={`Circuit breaker: ${breaker}`}>
          {word}
        </span>
      </header>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {metrics && metrics.faults.length > 0 && (
        <p className="room-hint">
          Failures:{" "}
          {metrics.faults.map(([kind, times]) => `${kind.replace("_", " ")} ${count(times)}`).join(", ")}
        </p>
      )}
    </li>
  );
}

const percent = (share: number | null): string => (share === null ? "–" : `${+share.toFixed(1)} %`);

const spread = (
  percentiles: Percentiles | null,
  format: (value: number) => string,
  far: "p90" | "p99",
): string => (percentiles ? `${format(percentiles.p50)} (${far} ${format(percentiles[far])})` : "–");

function price({ pricing }: Endpoint): string {
  const [prompt, completion] = [pricing.prompt, pricing.completion].map((dollars) => Number(dollars) * 1e6);
  if (!prompt && !completion) return "free";
  return `$${+(prompt ?? 0).toFixed(2)} in, $${+(completion ?? 0).toFixed(2)} out`;
}
