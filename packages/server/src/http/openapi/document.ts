import { accountPaths } from "./account-paths.js";
import { answerPaths } from "./answer-paths.js";
import { guardrailPaths } from "./guardrail-paths.js";
import { modelPaths } from "./model-paths.js";
import { responsesPaths } from "./responses-paths.js";
import { resumePaths } from "./resume-paths.js";
import { componentSchemas } from "./schemas.js";
import { serverPaths } from "./server-paths.js";
import { vectorPaths } from "./vector-paths.js";
import { answer, errors, json } from "./words.js";

const paths = {
  ...answerPaths,
  ...vectorPaths,
  ...responsesPaths,
  ...modelPaths,
  ...accountPaths({ json, answer, errors }),
  ...guardrailPaths,
  ...resumePaths,
  ...serverPaths,
};

function build() {
  return {
    openapi: "3.1.1",
    info: {
      title: "Chat completions with an embedded model",
      version: "1.0.0",
      description: "OpenRouter's chat completions API, answered on this machine.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    security: [{ bearer: [] }, {}],
    paths,
    components: {
      schemas: componentSchemas(),
      securitySchemes: { bearer: { type: "http", scheme: "bearer" } },
    },
  };
}

let document: ReturnType<typeof build> | undefined;

/** The OpenAPI 3.1 description of the server, made from the schemas that validate its requests. */
export function openApiDocument() {
  document ??= build();
  return document;
}
