import type { ServedModels } from "../../chat/served-models.js";

/** `GET /health`. */
export const health = (models: ServedModels) => ({
  status: "ok",
  models: models.list.map(({ id, engine }) => ({ id, ...engine.load })),
});
