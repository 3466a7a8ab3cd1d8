import type { Route } from "../route.js";

/** The providers that answer here. */
export const providers: Route = {
  method: "GET",
  path: "/api/v1/providers",
  access: "public",
  handle({ models }, c) {
    const names = new Map<string, string>();
    for (const { endpoints } of models.list) {
      for (const { slug, provider } of endpoints) names.set(slug.split("/", 1)[0]!, provider.name);
    }
    return c.json({
      data: [...names].map(([slug, name]) => ({
        name,
        slug,
        privacy_policy_url: null,
        terms_of_service_url: null,
        status_page_url: null,
      })),
    });
  },
};
