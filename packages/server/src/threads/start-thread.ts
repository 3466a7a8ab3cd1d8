import { Worker, type WorkerOptions } from "node:worker_threads";

/**
 * Starts a module of this program as a thread. `module` is its built file, ending with `.js`; from source, its `.ts`
 * is started with the loader that its parent's tests have.
 */
export function startThread(module: URL, options: WorkerOptions): Worker {
  if (!import.meta.url.endsWith(".ts")) return new Worker(module, options);
  const entry = JSON.stringify(module.href.replace(/\.js$/, ".ts"));
  const code = `import("tsx/esm/api").then(({ register }) => (register(), import(${entry})))`;
  return new Worker(code, { ...options, eval: true });
}
