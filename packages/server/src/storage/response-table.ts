/** A response as it is kept, with the conversation that it belongs to: each part as JSON. */
export interface StoredResponse {
  id: string;
  client: string;
  /** ISO 8601, UTC. */
  createdAt: string;
  /** The response as the API tells it. */
  response: string;
  /** Items of the conversation before the request that made it. */
  before: string;
  /** Items of that request. */
  added: string;
  /** Items of the response. */
  output: string;
}

/** An item of a response, or of the request that made it, as JSON. */
export interface StoredItem {
  id: string;
  item: string;
}

/** What stays when responses are trimmed: the newest, within all of these. */
export interface ResponseBounds {
  /** Responses of all clients. */
  responses: number;
  /** Responses of one client. */
  perClient: number;
  /** Characters of JSON of all. */
  characters: number;
  /** Those created before (ISO 8601, UTC) go. */
  since: string;
}

/** Kept responses in a database. Whatever it can't do rejects with a `StorageError`. */
export interface ResponseTable {
  /** Of items with the same id the newest is found. */
  insert(response: StoredResponse, items: readonly StoredItem[]): Promise<void>;
  find(id: string, client: string): Promise<StoredResponse | undefined>;
  /** Those of the items with these ids that the client has. */
  findItems(ids: readonly string[], client: string): Promise<StoredItem[]>;
  /** Whether there was one. */
  delete(id: string, client: string): Promise<boolean>;
  trim(bounds: ResponseBounds): Promise<void>;
}

/** Characters of JSON that a response takes up. */
export function sizeOf({ response, before, added, output }: StoredResponse): number {
  return response.length + before.length + added.length + output.length;
}
