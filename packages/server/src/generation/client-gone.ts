/** The client closed its connection; there is nobody to answer. */
export class ClientGone extends Error {
  override readonly name = "ClientGone";
}
