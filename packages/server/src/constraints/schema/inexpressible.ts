/** The opposite of something can't be written as a grammar; the message says of what. */
export class Inexpressible extends Error {
  override readonly name = "Inexpressible";
}
