export { embeddingsBody } from "./embeddings-body.js";
export { readEmbeddingRequest } from "./read-request.js";
