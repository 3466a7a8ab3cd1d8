import { QueryClient, QueryClientProvider, type UseQueryResult } from "@tanstack/react-query";
import { createElement, Suspense } from "react";
import { renderToReadableStream } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { OpenRouterCore } from "../../src/core.js";
import * as hooks from "../../src/react-query/index.js";
import { json, serve } from "../support/server.js";

type MutationDefaults = Parameters<QueryClient["setMutationDefaults"]>[1];

const names = [
  ...["ModelsList", "ModelsCount", "EndpointsList", "GenerationsGetGeneration", "CreditsGetCredits"],
  ...["ApiKeysGetCurrentKeyMetadata", "ProvidersList"],
];

test("every query has its hooks and helpers, named as in the published package", () => {
  for (const name of names) {
    for (const each of [
      ...[`use${name}`, `use${name}Suspense`, `prefetch${name}`, `set${name}Data`, `invalidate${name}`],
      ...[`invalidateAll${name}`, `build${name}Query`, `queryKey${name}`],
    ]) {
      expect(hooks).toHaveProperty(each, expect.any(Function));
    }
  }
});

test("keys are those of the published package", () => {
  const client = new OpenRouterCore();
  expect([
    hooks.buildModelsListQuery(client, { category: "x" }).queryKey,
    hooks.buildModelsListQuery(client).queryKey,
    hooks.buildEndpointsListQuery(client, { author: "a", slug: "b" }).queryKey,
    hooks.buildGenerationsGetGenerationQuery(client, { id: "g" }).queryKey,
    hooks.buildApiKeysGetCurrentKeyMetadataQuery(client).queryKey,
    hooks.queryKeyEndpointsList("a", "b"),
  ]).toEqual([
    ["@openrouter/sdk", "Models", "list", { category: "x" }],
    ["@openrouter/sdk", "Models", "list", {}],
    ["@openrouter/sdk", "Endpoints", "list", "a", "b"],
    ["@openrouter/sdk", "Generations", "getGeneration", { id: "g" }],
    ["@openrouter/sdk", "API Keys", "getCurrentKeyMetadata"],
    ["@openrouter/sdk", "Endpoints", "list", "a", "b"],
  ]);
});

/** The HTML of a component under the providers. */
async function render(queries: QueryClient, client: OpenRouterCore, component: () => string) {
  const tree = createElement(
    QueryClientProvider,
    { client: queries },
    createElement(
      hooks.OpenRouterProvider,
      { client },
      createElement(Suspense, null, createElement(component)),
    ),
  );
  const stream = await renderToReadableStream(tree);
  await stream.allReady;
  return new Response(stream).text();
}

describe("against a server", () => {
  async function setup(...answers: Parameters<typeof serve>) {
    const { url, received } = await serve(...answers);
    const client = new OpenRouterCore({ serverURL: url, retryConfig: { strategy: "none" } });
    return { client, received, queries: new QueryClient() };
  }

  test("prefetch, set, invalidate", async () => {
    const { client, queries, received } = await setup(json({ data: [{ id: "a" }] }));
    await hooks.prefetchModelsList(queries, client, { category: "x" });
    const key = hooks.queryKeyModelsList({ category: "x" });
    expect(queries.getQueryData(key)).toEqual({ data: [{ id: "a" }] });
    expect(received[0]?.url).toBe("/api/v1/models?category=x");
    hooks.setModelsListData(queries, [{ category: "x" }], { data: [] });
    expect(queries.getQueryData(key)).toEqual({ data: [] });
    await hooks.invalidateModelsList(queries, [{ category: "y" }]);
    expect(queries.getQueryState(key)?.isInvalidated).toBe(false);
    await hooks.invalidateAllModelsList(queries);
    expect(queries.getQueryState(key)?.isInvalidated).toBe(true);
  });

  test("a query's signal ends the request; options of the hook and of the call merge", async () => {
    const { client, received } = await setup(json({ data: { count: 1 } }));
    const { queryFn } = hooks.buildModelsCountQuery(client, { headers: { "x-a": "b" } });
    const context = (signal: AbortSignal) => ({ signal }) as never;
    expect(await queryFn(context(new AbortController().signal))).toEqual({ data: { count: 1 } });
    expect(received[0]?.headers["x-a"]).toBe("b");
    await expect(queryFn(context(AbortSignal.abort()))).rejects.toMatchObject({
      name: "RequestAbortedError",
    });
  });

  test("hooks give the answer, and the request isn't sent again by TanStack unless the app says so", async () => {
    const { client, queries, received } = await setup(json({ data: [{ name: "Acme" }] }));
    const text = (component: () => string) => render(queries, client, component);
    const html = await text(() =>
      hooks
        .useProvidersListSuspense()
        .data.data.map(({ name }) => name)
        .join(),
    );
    expect(html).toContain("Acme");
    expect(received).toHaveLength(1);

    let result: UseQueryResult | undefined;
    const seen = await text(() => {
      result = hooks.useEndpointsList({ author: "a", slug: "b" }, { enabled: false, timeoutMs: 5 });
      return result.fetchStatus;
    });
    expect(seen).toContain("idle");
    const options = (key: readonly unknown[]) => queries.getQueryCache().find({ queryKey: key })?.options;
    expect(options(hooks.queryKeyEndpointsList("a", "b"))).toMatchObject({ retry: false });

    queries.setQueryDefaults(hooks.queryKeyModelsList({}), { retry: 4, gcTime: 7 });
    await text(() => hooks.useModelsList({}, { enabled: false }).fetchStatus);
    expect(options(hooks.queryKeyModelsList({}))).toMatchObject({ retry: 4, gcTime: 7 });

    queries.setDefaultOptions({ queries: { retry: 2 } });
    await text(() => hooks.useCreditsGetCredits({ enabled: false }).fetchStatus);
    await text(() => hooks.useModelsCount({ enabled: false, retry: 5 }).fetchStatus);
    expect(options(hooks.queryKeyCreditsGetCredits())).toMatchObject({ retry: 2 });
    expect(options(hooks.queryKeyModelsCount())).toMatchObject({ retry: 5 });
  });

  test.each<[string, (queries: QueryClient, options: MutationDefaults) => void]>([
    ["setDefaultOptions", (queries, mutations) => queries.setDefaultOptions({ mutations })],
    [
      "setMutationDefaults",
      (queries, options) => queries.setMutationDefaults(hooks.mutationKeyChatSend(), options),
    ],
  ])("what %s says of mutations stays in force", async (_, setDefaults) => {
    const { client, queries, received } = await setup(json({ error: { code: 400, message: "no" } }, 400));
    const failed = new Promise((resolve) =>
      setDefaults(queries, { retry: 2, retryDelay: 1, onError: resolve }),
    );
    await render(queries, client, () => {
      hooks.useChatSendMutation().mutate({ request: { model: "m", messages: [] } });
      return "sent";
    });
    expect(await failed).toMatchObject({ name: "ChatError" });
    expect(received).toHaveLength(3);
  });
});
