export { tracedFetcher } from "./traced-fetcher.js";
