/** What the metrics say of one endpoint of a model. */
export interface EndpointMetrics {
  breaker?: "closed" | "half-open" | "open" | undefined;
  /** How often it was asked. */
  requests: number;
  /** Failures by their kind, the most frequent first. */
  faults: [kind: string, count: number][];
}

const states = ["closed", "half-open", "open"] as const;
const line = /^(openrouter_endpoint_\w+)\{(.*)\} (\S+)$/;
const label = /(\w+)="((?:[^"\\]|\\.)*)"/g;

export const endpointName = (model: string, endpoint: string): string => `${model} ${endpoint}`;

/** Reads what Prometheus' text format says of endpoints, by {@link endpointName}. */
export function readEndpointMetrics(text: string): Map<string, EndpointMetrics> {
  const found = new Map<string, EndpointMetrics>();
  for (const written of text.split("\n")) {
    const [, name, labels, value] = line.exec(written) ?? [];
    if (!name || !labels) continue;
    const { model, endpoint, fault } = Object.fromEntries(
      [...labels.matchAll(label)].map(([, key, quoted]) => [key, quoted!.replace(/\\(.)/g, "$1")]),
    );
    if (model === undefined || endpoint === undefined) continue;
    const key = endpointName(model, endpoint);
    const metrics = found.get(key) ?? { requests: 0, faults: [] };
    found.set(key, metrics);
    if (name === "openrouter_endpoint_breaker_state") metrics.breaker = states[Number(value)];
    else if (name === "openrouter_endpoint_requests_total") metrics.requests += Number(value);
    else if (name === "openrouter_endpoint_faults_total" && fault)
      metrics.faults.push([fault, Number(value)]);
  }
  for (const { faults } of found.values()) faults.sort((a, b) => b[1] - a[1]);
  return found;
}
