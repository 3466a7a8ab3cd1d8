import { expect, test } from "vitest";
import { endpointName, readEndpointMetrics } from "./metrics.js";

test("metrics of endpoints are read, others and broken lines left", () => {
  const found = readEndpointMetrics(
    [
      "# HELP openrouter_endpoint_breaker_state 0: closed",
      'openrouter_endpoint_breaker_state{model="a/b",endpoint="x\\"y"} 2',
      'openrouter_endpoint_requests_total{model="a/b",endpoint="x\\"y",outcome="answered"} 3',
      'openrouter_endpoint_requests_total{model="a/b",endpoint="x\\"y",outcome="timeout"} 2',
      'openrouter_endpoint_faults_total{model="a/b",endpoint="x\\"y",fault="cut"} 1',
      'openrouter_endpoint_faults_total{model="a/b",endpoint="x\\"y",fault="timeout"} 2',
      'openrouter_endpoint_requests_total{model="a/b"} 9',
      "openrouter_endpoint_requests_total{ 9",
      "process_cpu_seconds_total 1",
    ].join("\n"),
  );
  expect([...found]).toEqual([
    [
      endpointName("a/b", 'x"y'),
      {
        breaker: "open",
        requests: 5,
        faults: [
          ["timeout", 2],
          ["cut", 1],
        ],
      },
    ],
  ]);
});
