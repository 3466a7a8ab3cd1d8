import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { readConfiguration } from "../src/config/read.js";
import { startTinyServer, type TestServer } from "./support/server.js";

const root = join(import.meta.dirname, "..", "..", "..");
const read = (file: string) => readFileSync(join(root, "deploy", file), "utf8");

type Fields = Record<string, unknown>;
interface Service extends Fields {
  image?: string;
  ports?: string[];
  command?: string[];
  volumes?: string[];
  depends_on?: string[] | Fields;
  stop_grace_period?: string;
}

const services = (parse(read("compose.yaml"), { merge: true }) as { services: Record<string, Service> })
  .services;
const manifests = parseAllDocuments(read("kubernetes/openrouter.yaml")).map((document) => document.toJS());
const ofKind = (kind: string) => manifests.find((manifest) => manifest.kind === kind);
const seconds = (text: string | undefined) => Number(/^(\d+)s?$/.exec(text ?? "")?.[1]);
const graceOf = (args: string[] = []) => Number(args[args.indexOf("--grace") + 1]);

let server: TestServer;
beforeAll(async () => {
  server = await startTinyServer();
});
afterAll(() => server.close());

describe("the configuration", () => {
  it("is one that the server takes", () => {
    const env = {
      DATABASE_URL: "postgres://a:b@postgres/c",
      COUNTERS_URL: "redis://valkey",
      VLLM_A_URL: "http://a/v1",
      VLLM_B_URL: "http://b/v1",
    };
    const { models } = readConfiguration(read("openrouter.yaml"), "openrouter.yaml", env);
    expect(models).toHaveLength(1);
  });

  it("finds all that it takes from the environment in compose and in the cluster", () => {
    const wanted = [...read("openrouter.yaml").matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name!);
    const secret = Object.keys(parse(read("kubernetes/secret.example.yaml")).stringData);
    const compose = Object.keys(services["openrouter-1"]?.environment as Fields);
    for (const given of [secret, compose]) expect(given).toEqual(expect.arrayContaining(wanted));
  });
});

describe("compose", () => {
  it.each(Object.entries(services))("%s: a pinned image, published on loopback only", (_, service) => {
    expect(service.image).toMatch(/:(local|v?\d+\.\d+)/);
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
    const needed = Array.isArray(service.depends_on)
      ? service.depends_on
      : Object.keys(service.depends_on ?? {});
    for (const name of needed) expect(services).toHaveProperty(name);
    for (const volume of service.volumes ?? [])
      if (volume.startsWith("./")) expect(() => read(volume.split(":")[0]!)).not.toThrow();
  });

  it("gives a running answer the time that the server gives it", () => {
    const replica = services["openrouter-1"];
    expect(seconds(replica?.stop_grace_period)).toBeGreaterThan(graceOf(replica?.command));
  });

  it("the balancer and Prometheus know every replica", () => {
    for (const name of Object.keys(services).filter((service) => service.startsWith("openrouter-"))) {
      expect(read("haproxy.cfg")).toContain(`${name}:8787`);
      expect(read("prometheus.yml")).toContain(`${name}:8787`);
    }
  });
});

describe("the cluster", () => {
  const pod = ofKind("Deployment").spec.template.spec;
  const [container] = pod.containers;

  it("asks what the server answers", async () => {
    for (const probe of ["startupProbe", "livenessProbe", "readinessProbe"]) {
      const { path, port } = container[probe].httpGet;
      expect(port).toBe(container.ports[0].name);
      expect((await fetch(`${server.url}${path}`)).status, probe).toBe(200);
    }
    const { metric } = ofKind("HorizontalPodAutoscaler").spec.metrics[0].pods;
    const figures = await (await fetch(`${server.url}/metrics`)).text();
    expect(figures).toMatch(new RegExp(`^${metric.name} `, "m"));
  });

  it("runs without rights, and longer than its grace", () => {
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true });
    expect(container.securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(graceOf(container.args));
  });

  it("selects its own pods", () => {
    const { labels } = ofKind("Deployment").spec.template.metadata;
    expect(labels).toMatchObject(ofKind("Service").spec.selector);
    expect(labels).toMatchObject(ofKind("PodDisruptionBudget").spec.selector.matchLabels);
  });
});

describe("the image", () => {
  const dockerfile = read("Dockerfile");

  it("installs from the lock file, for every workspace", () => {
    const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
    const workspaces = Object.keys(packages).filter((path) => path !== "" && !path.includes("node_modules/"));
    for (const workspace of workspaces) expect(dockerfile).toContain(`COPY ${workspace}/package.json`);
    expect(dockerfile).toContain("npm ci");
  });

  it("has no root and asks for its health", async () => {
    expect(dockerfile).toMatch(/^USER node$/m);
    const path = /fetch\('http:\/\/127\.0\.0\.1:8787(\/\w+)'\)/.exec(dockerfile)?.[1];
    expect((await fetch(`${server.url}${path}`)).status).toBe(200);
  });
});
