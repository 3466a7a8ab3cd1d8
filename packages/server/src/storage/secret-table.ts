/** Secrets that all processes of one database have in common. */
export interface SecretTable {
  /** What is kept under the name: the value that was offered first, by whichever process. */
  keep(name: string, offered: string): Promise<string>;
}
