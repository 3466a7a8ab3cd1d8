import { answer, errors, inPath, json } from "./words.js";

const refused = errors(
  [401, "The key is missing or not valid"],
  [403, "It is no management key, or the server keeps no keys"],
  [503, "The database can't be asked at the moment"],
);
const wrong = errors([400, "The request is wrong; `param` names the field"]);
const missing = errors([404, "No such guardrail"]);
const page = ["offset", "limit"].map((name) => ({ name, in: "query", schema: { type: "string" } }));
const id = inPath("id");

/** The paths of guardrails and of the keys that have them. */
export const guardrailPaths = {
  "/api/v1/guardrails": {
    get: {
      operationId: "listGuardrails",
      summary: "The guardrails, the newest first",
      parameters: page,
      responses: { 200: answer("A hundred of them at most", "GuardrailList"), ...wrong, ...refused },
    },
    post: {
      operationId: "createGuardrail",
      summary: "Make a guardrail",
      requestBody: { required: true, content: json("NewGuardrail") },
      responses: { 201: answer("The guardrail", "Guardrail"), ...wrong, ...refused },
    },
  },
  "/api/v1/guardrails/{id}": {
    get: {
      operationId: "getGuardrail",
      summary: "A guardrail",
      parameters: id,
      responses: { 200: answer("The guardrail", "Guardrail"), ...missing, ...refused },
    },
    patch: {
      operationId: "updateGuardrail",
      summary: "Change a guardrail; what is not named stays as it is",
      parameters: id,
      requestBody: { required: true, content: json("GuardrailChange") },
      responses: { 200: answer("The guardrail as it is now", "Guardrail"), ...wrong, ...missing, ...refused },
    },
    delete: {
      operationId: "deleteGuardrail",
      summary: "Delete a guardrail; its keys have it no longer",
      parameters: id,
      responses: { 200: answer("It is deleted", "DeletedKey"), ...missing, ...refused },
    },
  },
  "/api/v1/guardrails/{id}/assignments/keys": {
    get: {
      operationId: "listGuardrailKeyAssignments",
      summary: "The keys that have it",
      parameters: [...id, ...page],
      responses: {
        200: answer("A hundred of them at most", "GuardrailKeys"),
        ...wrong,
        ...missing,
        ...refused,
      },
    },
    post: {
      operationId: "bulkAssignKeysToGuardrail",
      summary: "Give it to keys; hashes of no key are left out",
      parameters: id,
      requestBody: { required: true, content: json("GuardrailAssignment") },
      responses: {
        200: answer("How many had it not before", "AssignedKeys"),
        ...wrong,
        ...missing,
        ...refused,
      },
    },
  },
  "/api/v1/guardrails/{id}/assignments/keys/remove": {
    post: {
      operationId: "bulkUnassignKeysFromGuardrail",
      summary: "Take it from keys",
      parameters: id,
      requestBody: { required: true, content: json("GuardrailAssignment") },
      responses: { 200: answer("How many had it", "UnassignedKeys"), ...wrong, ...missing, ...refused },
    },
  },
};
