/** An environment variable, where there is an environment. */
export function env(name: string): string | undefined {
  try {
    return (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env?.[name];
  } catch {
    // Deno refuses without permission.
    return undefined;
  }
}
