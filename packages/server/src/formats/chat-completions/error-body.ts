import type { ApiError } from "../../generation/api-error.js";

export function errorDetail(error: ApiError) {
  return {
    code: error.status,
    message: error.message,
    param: error.details.param ?? null,
    type: error.type,
    metadata: { error_type: error.type, ...error.details.metadata },
    ...(error.details.availability && { availability: error.details.availability }),
  };
}

/** The body of an error answer. */
export function errorBody(error: ApiError) {
  return { error: errorDetail(error) };
}
