import { embeddingsBody } from "../../formats/embeddings/index.js";
import { rateLimitHeaders } from "../../generation/rate-window.js";
import { accountOf } from "../account.js";
import { arrivalOf } from "../context.js";
import type { Route } from "../route.js";
import { singleRecord } from "../single-record.js";
import { untilGone } from "../until-gone.js";
import { warn } from "../warnings.js";
import { describe } from "./models.js";

/** Texts as vectors. */
export const embeddings: Route = {
  method: "POST",
  path: "/api/v1/embeddings",
  async handle(server, c) {
    const { task, encoding, unknownFields } = await server.admission.read("embeddings", arrivalOf(c));
    const account = accountOf(c);
    const inputs = await server.guard.texts([...task.inputs], account?.filters ?? [], c.get("client"));
    const record = singleRecord(server, c, "embeddings", task);
    const signal = untilGone(c, server.limits.answerMs);
    const { answer, candidate, report, usage } = await record.failing(
      server.router.embed(
        { ...task, inputs, client: c.get("client"), account, generationId: record.id },
        signal,
      ),
    );
    const { endpoint, model } = candidate;
    record.answered({
      model: model.id,
      provider: endpoint.provider.name,
      endpoint: endpoint.slug,
      report,
      usage,
    });
    const window = report.window ? rateLimitHeaders(report.window) : {};
    for (const [name, value] of Object.entries(window)) c.header(name, value);
    const unknown = answer.takesUnknown ? [] : unknownFields;
    warn(c, {
      unknownFields: unknown,
      ignored: answer.ignored.filter((name) => !unknown.includes(name)),
      others: answer.warnings,
    });
    const identity = { id: record.id, model: model.id, provider: endpoint.provider.name };
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
