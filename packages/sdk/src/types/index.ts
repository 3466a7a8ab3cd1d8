export type { APIPromise } from "../core/api-promise.js";
export type { Result } from "../core/result.js";
export type { ClosedEnum, OpenEnum } from "./enums.js";
export type { StandardIssue, StandardResult, StandardSchema } from "./standard-schema.js";
