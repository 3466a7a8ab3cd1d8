import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Model, modelName, models } from "../models/models.js";
import { Button } from "../ui/Button.js";
import { useStore } from "../ui/store.js";
import { Answer, Gate } from "./Answer.js";
import { EndpointCard } from "./EndpointCard.js";
import { type EndpointMetrics, endpointName, readEndpointMetrics } from "./metrics.js";
import { type Endpoint, readMetrics } from "./server-api.js";
import { useAnswer, useServer } from "./use-server.js";

const pageSize = 12;
const liveMs = 4000;

/** The models and who answers for them, as it is now. Any key may see it. */
export const Providers = () => <Gate path="/key">{() => <Live />}</Gate>;

function Live() {
  const { list } = useStore(models);
  const [wanted, setWanted] = useState("");
  const [most, setMost] = useState(pageSize);
  const server = useServer();
  const metrics = useQuery({
    queryKey: [server.address, server.key, "metrics"],
    queryFn: async ({ signal }) => readEndpointMetrics((await readMetrics(server, signal)) ?? ""),
    refetchInterval: liveMs,
  });
  const query = wanted.trim().toLowerCase();
  const found = list.filter((model) => `${model.id} ${modelName(model)}`.toLowerCase().includes(query));

  return (
    <>
      <div className="room-controls">
        <input
          className="input"
          type="search"
          aria-label="Search models"
          placeholder="Search models"
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
        />
        <p className="room-hint live">Live</p>
      </div>
      {found.length === 0 && (
        <p className="room-hint">
          {list.length === 0 ? "The server lists no models." : `No model contains “${wanted}”.`}
        </p>
      )}
      {found.slice(0, most).map((model) => (
        <ModelEndpoints key={model.id} model={model} metrics={metrics.data} />
      ))}
      {found.length > most && (
        <Button onClick={() => setMost(most + pageSize)}>Show more of {found.length} models</Button>
      )}
    </>
  );
}

interface ModelProps {
  model: Model;
  metrics: Map<string, EndpointMetrics> | undefined;
}

function ModelEndpoints({ model, metrics }: ModelProps) {
  const path = model.id.split("/").map(encodeURIComponent).join("/");
  const query = useAnswer<{ endpoints: Endpoint[] }>(`/models/${path}/endpoints`, liveMs);
  return (
    <section className="room-section" aria-label={modelName(model)}>
      <h2>
        {modelName(model)} <code>{model.id}</code>
      </h2>
      <Answer query={query}>
        {({ endpoints }) => (
          <ul className="list cards">
            {endpoints.map((endpoint) => (
              <EndpointCard
                key={endpoint.tag}
                endpoint={endpoint}
                metrics={metrics?.get(endpointName(model.id, endpoint.tag))}
              />
            ))}
          </ul>
        )}
      </Answer>
    </section>
  );
}
