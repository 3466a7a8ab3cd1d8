export {
  type AnswerOptions,
  body,
  chunks,
  error,
  refusal,
  type ScriptedCall,
  text,
  toolCalls,
  value,
} from "./answers.js";
export type { Exchange, Script, TestRequest } from "./exchange.js";
export { type FaultName, faults } from "./faults.js";
export { type ManualStream, manualStream } from "./manual.js";
export { type RecordingOptions, recorded } from "./recorded.js";
export { startTestServer, type TestServer } from "./server.js";
export { answerOf, chunkOf, type WireObject } from "./wire.js";
