import { badRequest } from "../../generation/api-error.js";

/** Throws a 400 for a name that comes twice; `fieldAt` says where a name stands in the request. */
export function checkUnique(names: readonly string[], fieldAt: (index: number) => string): void {
  const twice = names.findIndex((name, index) => names.indexOf(name) < index);
  if (twice === -1) return;
  const param = fieldAt(twice);
  throw badRequest(`${param} must be unique, got ${JSON.stringify(names[twice])} again`, param);
}
