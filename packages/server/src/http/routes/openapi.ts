import { openApiDocument } from "../openapi/document.js";
import type { Route } from "../route.js";

export const openApi: Route = {
  method: "GET",
  path: "/api/v1/openapi.json",
  access: "public",
  handle: (_server, c) => c.json(openApiDocument()),
};
