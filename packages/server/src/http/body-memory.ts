import { ApiError } from "../generation/api-error.js";

/** One request's share of {@link BodyMemory}. */
export interface BodyShare {
  /** Throws a 503 `ApiError` when there is no room for so many bytes more. */
  take(bytes: number): void;
  /** Gives back what was taken. */
  free(): void;
}

/** Bounds what all bodies that are being read take together. */
export class BodyMemory {
  readonly #most: number;
  #taken = 0;

  /** `most` in bytes. */
  constructor(most: number) {
    this.#most = most;
  }

  share(): BodyShare {
    let own = 0;
    return {
      take: (bytes) => {
        if (this.#taken + bytes > this.#most) {
          throw new ApiError(503, "provider_overloaded", "Too many large bodies are being received", {
            headers: { "Retry-After": "1", Connection: "close" },
          });
        }
        own += bytes;
        this.#taken += bytes;
      },
      free: () => {
        this.#taken -= own;
        own = 0;
      },
    };
  }
}
