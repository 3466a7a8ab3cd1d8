type SchemaName =
  | "CurrentKey"
  | "NewKey"
  | "KeyChange"
  | "Key"
  | "KeyList"
  | "CreatedKey"
  | "DeletedKey"
  | "Credits"
  | "Activity"
  | "GenerationList";

/** How the document writes a body and an answer. */
interface Words {
  json(name: SchemaName): object;
  answer(description: string, name: SchemaName): object;
  errors(...statuses: [status: number, description: string][]): object;
}

/** The paths of keys and of what they have spent. */
export function accountPaths({ json, answer, errors }: Words) {
  const hash = { name: "hash", in: "path", required: true, schema: { type: "string" } };
  const query = (name: string) => ({ name, in: "query", schema: { type: "string" } });
  const refused = errors(
    [401, "The key is missing or not valid"],
    [403, "It is no management key, or the server keeps no keys"],
    [503, "The database can't be asked at the moment"],
  );
  const wrong = errors([400, "The request is wrong; `param` names the field"]);
  const missing = errors([404, "No such key"]);
  return {
    "/api/v1/key": {
      get: {
        operationId: "getCurrentKey",
        summary: "The key that asks: its limits, and what it has spent",
        responses: {
          200: answer("The key", "CurrentKey"),
          ...errors(
            [401, "The key is missing or not valid"],
            [503, "The database can't be asked at the moment"],
          ),
        },
      },
    },
    "/api/v1/keys": {
      get: {
        operationId: "listKeys",
        summary: "The keys, the newest first",
        parameters: [query("offset"), query("include_disabled")],
        responses: { 200: answer("A hundred of them at most", "KeyList"), ...wrong, ...refused },
      },
      post: {
        operationId: "createKeys",
        summary: "Make a key; only this answer shows it",
        requestBody: { required: true, content: json("NewKey") },
        responses: { 201: answer("The key", "CreatedKey"), ...wrong, ...refused },
      },
    },
    "/api/v1/keys/{hash}": {
      get: {
        operationId: "getKey",
        summary: "A key",
        parameters: [hash],
        responses: { 200: answer("The key", "Key"), ...missing, ...refused },
      },
      patch: {
        operationId: "updateKeys",
        summary: "Change a key; what is not named stays as it is",
        parameters: [hash],
        requestBody: { required: true, content: json("KeyChange") },
        responses: { 200: answer("The key as it is now", "Key"), ...wrong, ...missing, ...refused },
      },
      delete: {
        operationId: "deleteKeys",
        summary: "Delete a key: within a second nobody accepts it",
        parameters: [hash],
        responses: { 200: answer("It is deleted", "DeletedKey"), ...missing, ...refused },
      },
    },
    "/api/v1/credits": {
      get: {
        operationId: "getCredits",
        summary: "What all have spent, and what the server may spend",
        responses: { 200: answer("US dollars", "Credits"), ...refused },
      },
    },
    "/api/v1/activity": {
      get: {
        operationId: "getUserActivity",
        summary: "Requests, tokens and spending by day (UTC), model and endpoint",
        parameters: [query("date"), query("api_key_hash")],
        responses: { 200: answer("The last thirty days", "Activity"), ...wrong, ...missing, ...refused },
      },
    },
    "/api/v1/generations": {
      get: {
        operationId: "listGenerations",
        summary: "Counts, times and attempts of all generations, the newest first",
        parameters: [query("limit"), query("after"), query("api_key_hash")],
        responses: {
          200: answer("Fifty of them, or `limit`", "GenerationList"),
          ...wrong,
          ...errors([404, "No such key, or no generation with the id in `after`"]),
          ...refused,
        },
      },
    },
  };
}
