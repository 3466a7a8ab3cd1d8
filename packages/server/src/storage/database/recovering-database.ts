import type { GenerationTable } from "../generation-table.js";
import { identity, pathOf, setAside } from "./database-file.js";
import { isCorrupted } from "./errors.js";
import { openDatabase } from "./open-database.js";
import type { DatabaseAddress } from "./protocol.js";

/** A database that is opened when it is first used, and begun anew when its file turns out to be corrupted. */
export class RecoveringDatabase {
  readonly #address: DatabaseAddress;
  readonly #path: string | undefined;
  readonly #onNotice: (notice: string) => void;
  #opened: Promise<GenerationTable> | undefined;
  /** The file that is open. */
  #file: number | undefined;
  #recovering: Promise<void> | undefined;

  constructor(address: DatabaseAddress, onNotice: (notice: string) => void) {
    this.#address = address;
    this.#path = pathOf(address.url);
    this.#onNotice = onNotice;
  }

  async use<T>(action: (table: GenerationTable) => Promise<T>): Promise<T> {
    await this.#recovering;
    this.#opened ??= this.#open();
    const opened = this.#opened;
    try {
      return await action(await opened);
    } catch (error) {
      if (this.#path === undefined || !isCorrupted(error)) throw error;
      if (this.#opened === opened) this.#recovering = this.#recover(this.#path, opened, String(error));
      await this.#recovering;
      this.#opened ??= this.#open();
      return action(await this.#opened);
    }
  }

  async #open(): Promise<GenerationTable> {
    try {
      this.#file = this.#path === undefined ? undefined : await identity(this.#path);
      const table = await openDatabase(this.#address);
      if (this.#path !== undefined) this.#file ??= await identity(this.#path);
      return table;
    } catch (error) {
      // The next one to use it tries again; a corrupted file is dealt with first.
      if (!isCorrupted(error)) this.#opened = undefined;
      throw error;
    }
  }

  async #recover(path: string, opened: Promise<GenerationTable>, reason: string): Promise<void> {
    this.#opened = undefined;
    await opened.then((table) => table.close()).catch(() => {});
    const aside = await setAside(path, this.#file);
    if (aside !== undefined) {
      this.#onNotice(
        `The database ${path} was corrupted (${reason}): it is now ${aside}, and a new one was begun`,
      );
    }
  }
}
