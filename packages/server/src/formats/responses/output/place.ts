/** How far an item has come. */
export type ItemStatus = "in_progress" | "completed" | "incomplete";

/** An event of this API, without its number. */
export interface ResponseEvent {
  type: string;
  [field: string]: unknown;
}

/** Where an item stands in the output, and how it tells what happens to it. */
export class Place {
  readonly id: string;
  readonly #index: number;
  readonly #emit: (event: ResponseEvent) => void;

  constructor(id: string, index: number, emit: (event: ResponseEvent) => void) {
    this.id = id;
    this.#index = index;
    this.#emit = emit;
  }

  added(item: object): void {
    this.#emit({ type: "response.output_item.added", output_index: this.#index, item });
  }

  tell(type: string, fields: object): void {
    this.#emit({ type: `response.${type}`, item_id: this.id, output_index: this.#index, ...fields });
  }

  done(item: object): void {
    this.#emit({ type: "response.output_item.done", output_index: this.#index, item });
  }
}

/** An item of the output that may still grow. */
export interface OpenItem {
  /** The item as it is now. */
  body(status: ItemStatus): object;
  /** Tells that it is finished. */
  close(status: ItemStatus): void;
}
