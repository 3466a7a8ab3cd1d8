import { AggregatorRegistry, type Registry } from "prom-client";

/** Asks the workers of this process for their metrics and adds them up, as Prometheus reads them. */
export function clusterMetrics(): Promise<string> {
  return new AggregatorRegistry().clusterMetrics();
}

/** Has this worker answer {@link clusterMetrics} with the registry: the library listens once there is an aggregator. */
export function shareWithCluster(registry: Registry): AggregatorRegistry<Registry["contentType"]> {
  AggregatorRegistry.setRegistries([registry]);
  return new AggregatorRegistry();
}
