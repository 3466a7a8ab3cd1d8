import type { EventStream } from "../../stream/event-stream.js";
import type { GetCreditsData, GetCurrentKeyData, GetGenerationData, ListProvidersData } from "../account.js";
import type { ListEndpointsResponse as ModelEndpoints } from "../catalogue.js";
import type { ChatResponse } from "../chat-response.js";
import type { ChatStreamingResponseChunk } from "../chat-streaming.js";

/** What sending a request gives: the whole answer, or with `stream: true` a stream of its pieces. */
export type SendChatCompletionRequestResponse = ChatResponse | EventStream<ChatStreamingResponseChunk>;

/** Which models to list. */
export type GetModelsRequest = {
  /** Only models that are much used for this, e.g. `"programming"`. */
  category?: string | undefined;
  /** Only models that honour these fields of a request, e.g. `"tools,temperature"`. Wire: `supported_parameters`. */
  supportedParameters?: string | undefined;
};

/** Whose endpoints to list: both halves of a model's id. */
export type ListEndpointsRequest = {
  /** What stands before the slash. */
  author: string;
  /** What stands after it. */
  slug: string;
};

/** Who offers a model. */
export type ListEndpointsResponse = {
  /** The model and its endpoints. */
  data: ModelEndpoints;
};

/** Which generation to tell of. */
export type GetGenerationRequest = {
  /** Its id, e.g. `stream.generationId`. */
  id: string;
};

/** What became of a request. */
export type GetGenerationResponse = {
  /** The generation. */
  data: GetGenerationData;
};

/** What an account has bought and spent. */
export type GetCreditsResponse = {
  /** The amounts. */
  data: GetCreditsData;
};

/** What a key may spend and has spent. */
export type GetCurrentKeyResponse = {
  /** The key. */
  data: GetCurrentKeyData;
};

/** The providers there are. */
export type ListProvidersResponse = {
  /** The providers. */
  data: Array<ListProvidersData>;
};
