// Which file imports what, as dependency-cruiser reads it.
import { join } from "node:path";
import { cruise } from "dependency-cruiser";

export const root = join(import.meta.dirname, "..");

/**
 * @typedef {object} Import
 * @property {string} from The importing file, from the root of the repository.
 * @property {string} name What the import says.
 * @property {string | undefined} to The imported file, from the root; undefined for packages and for what isn't there.
 */

/**
 * All imports below a folder, of types too: who needs a type can't do without its folder either.
 * @param {string} folder From the root of the repository.
 * @returns {Promise<{ files: string[], imports: Import[], circles: string[][] }>}
 */
export async function readImports(folder) {
  const { output } = await cruise(
    [folder],
    {
      baseDir: root,
      doNotFollow: { path: "node_modules|/dist/" },
      tsPreCompilationDeps: true,
      validate: true,
      ruleSet: { forbidden: [{ name: "circle", severity: "error", from: {}, to: { circular: true } }] },
    },
    { extensions: [".ts", ".tsx", ".js"] },
  );
  if (typeof output === "string") throw new Error(output);
  const modules = output.modules.filter(({ source }) => source.startsWith(`${folder}/`));
  return {
    files: modules.map(({ source }) => source),
    imports: modules.flatMap(({ source, dependencies }) =>
      dependencies.map(({ module, resolved, couldNotResolve }) => ({
        from: source,
        name: module,
        to: module.startsWith(".") && !couldNotResolve ? resolved : undefined,
      })),
    ),
    circles: output.summary.violations.flatMap(({ cycle, from }) =>
      cycle ? [[from, ...cycle.map(({ name }) => name)]] : [],
    ),
  };
}
