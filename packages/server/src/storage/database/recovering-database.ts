import type { Database } from "../database.js";
import { identity, pathOf, setAside } from "./database-file.js";
import { isCorrupted } from "./errors.js";
import { openDatabase } from "./open-database.js";
import type { DatabaseAddress } from "./protocol.js";

/** A database that is open, or being opened. */
interface Opened {
  database: Promise<Database>;
  /** The file that it lies in. */
  file: Promise<number | undefined>;
}

/** The file was corrupted and moved out of the way. What had it open must not be used any more. */
export class MovedAside extends Error {
  override readonly name = "MovedAside";
}

/**
 * A database that is opened when it is first used, and again when its file is no longer at its place. A file that turns
 * out to be corrupted is moved out of the way, and a new one begun.
 */
export class RecoveringDatabase {
  readonly #address: DatabaseAddress;
  readonly #path: string | undefined;
  readonly #onNotice: (notice: string) => void;
  #opened: Opened | undefined;
  #recovering: Promise<never> | undefined;

  constructor(address: DatabaseAddress, onNotice: (notice: string) => void) {
    this.#address = address;
    this.#path = pathOf(address.url);
    this.#onNotice = onNotice;
  }

  async use<T>(action: (database: Database) => Promise<T>): Promise<T> {
    await this.#recovering;
    if (this.#path !== undefined) await this.#leaveReplacedFile(this.#path);
    this.#opened ??= this.#open();
    const opened = this.#opened;
    try {
      return await action(await opened.database);
    } catch (error) {
      // What fails while the file is given up fails for that.
      if (this.#path === undefined || !(this.#recovering || isCorrupted(error))) throw error;
      this.#recovering ??= this.#recover(this.#path, opened, String(error));
      return await this.#recovering;
    }
  }

  #open(): Opened {
    const file = this.#identity();
    const database = file.then(() => openDatabase(this.#address));
    const opened: Opened = {
      database,
      file: database.then(
        async () => (await file) ?? this.#identity(),
        () => file,
      ),
    };
    database.catch((error) => {
      // The next one to use it tries again; a corrupted file is dealt with first.
      if (!isCorrupted(error) && this.#opened === opened) this.#opened = undefined;
    });
    return opened;
  }

  async #identity(): Promise<number | undefined> {
    return this.#path === undefined ? undefined : identity(this.#path);
  }

  /** Another process moved it aside, or somebody deleted it: nobody would find what is written there. */
  async #leaveReplacedFile(path: string): Promise<void> {
    const opened = this.#opened;
    const database = await opened?.database.catch(() => undefined);
    if (!database || (await identity(path)) === (await opened?.file) || this.#opened !== opened) return;
    this.#opened = undefined;
    await database.close();
  }

  async #recover(path: string, opened: Opened, reason: string): Promise<never> {
    await opened.database.then((database) => database.close()).catch(() => {});
    const aside = await setAside(path, await opened.file);
    if (aside !== undefined) {
      this.#onNotice(
        `The database ${path} was corrupted (${reason}): it is now ${aside}, and a new one was begun`,
      );
    }
    throw new MovedAside();
  }
}
