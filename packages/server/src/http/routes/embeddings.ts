import { embeddingsBody } from "../../formats/embeddings/index.js";
import { arrivalOf } from "../context.js";
import type { Route } from "../route.js";
import { guarded, singleAnswer } from "../single-answer.js";
import { warn } from "../warnings.js";
import { describe } from "./models.js";

/** Texts as vectors. */
export const embeddings: Route = {
  method: "POST",
  path: "/api/v1/embeddings",
  async handle(server, c) {
    const { task, encoding, unknownFields } = await server.admission.read("embeddings", arrivalOf(c));
    const inputs = await guarded(server, c, task.inputs);
    const { answer, candidate, usage, id } = await singleAnswer(
      server,
      c,
      "embeddings",
      { ...task, inputs },
      (asked, signal) => server.router.embed(asked, signal),
    );
    const unknown = answer.takesUnknown ? [] : unknownFields;
    warn(c, {
      unknownFields: unknown,
      ignored: answer.ignored.filter((name) => !unknown.includes(name)),
      others: answer.warnings,
    });
    const { endpoint, model } = candidate;
    const identity = { id, model: model.id, provider: endpoint.provider.name };
    return c.json(embeddingsBody({ ...answer, usage }, identity, encoding));
  },
};

/** The models that do nothing but embed; others may be able to besides. */
export const embeddingModels: Route = {
  method: "GET",
  path: "/api/v1/embeddings/models",
  access: "public",
  handle: ({ router: { embeddingModels } }, c) => c.json({ data: embeddingModels.list.map(describe) }),
};
