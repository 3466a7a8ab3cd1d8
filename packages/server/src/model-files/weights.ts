import { UserError } from "../user-error.js";

/** A file of a repository. */
export interface RepositoryFile {
  /** Path in the repository. */
  file: string;
  bytes: number;
  /** Absent for a file that the hub doesn't keep in its large-file store. */
  sha256?: string | undefined;
}

/** Taken when nobody says which, in this order: the best for its size first. */
const usual = ["Q4_K_M", "Q4_K_S", "Q4_0", "Q4_1", "IQ4_XS", "Q5_K_M", "Q6_K", "Q8_0", "MXFP4"];

const part = /-(\d{5})-of-(\d{5})\.gguf$/i;

/**
 * The file of a model among those of a repository, or the parts of one that was split, in order.
 *
 * @param choice - A quantisation, or the name of a file; without it the usual quantisations in turn, or the only model.
 * @throws {UserError} that lists what there is when the choice leads to nothing or to several.
 */
export function chooseWeights(
  repository: string,
  files: readonly RepositoryFile[],
  choice?: string,
): RepositoryFile[] {
  const models = groupParts(files.filter(({ file }) => isModel(file)));
  const fail = (problem: string): never => {
    const names = models.map(([first]) => `  ${first!.file}`).join("\n");
    throw new UserError(
      `${repository} ${problem}.`,
      models.length > 0
        ? `Name one of its files: hf:${repository}:<file>, with one of\n${names}`
        : "Look for one that does: openrouter models search <words>",
    );
  };
  if (models.length === 0) return fail("holds no model in GGUF format");
  const found = choice === undefined ? usualChoice(models) : chosen(models, choice);
  if (found.length > 1) return fail(`has ${found.length} models that "${choice ?? usual[0]}" could mean`);
  const [model] = found;
  if (!model) return fail(choice === undefined ? "has several models" : `has no model "${choice}"`);
  return whole(repository, model);
}

function isModel(file: string): boolean {
  return /\.gguf$/i.test(file) && !/(^|[/._-])(mmproj|imatrix)/i.test(file);
}

function chosen(models: RepositoryFile[][], choice: string): RepositoryFile[][] {
  const wanted = choice.toLowerCase();
  if (!wanted.endsWith(".gguf")) return models.filter(([first]) => hasQuantisation(first!.file, choice));
  return models.filter((parts) =>
    parts.some(({ file }) => file.toLowerCase() === wanted || file.toLowerCase().endsWith(`/${wanted}`)),
  );
}

function usualChoice(models: RepositoryFile[][]): RepositoryFile[][] {
  if (models.length === 1) return models;
  for (const quantisation of usual) {
    const found = chosen(models, quantisation);
    if (found.length > 0) return found;
  }
  return [];
}

/** Whether a path names the quantisation as a word of its own: `Q4_K` is not in `…-Q4_K_M.gguf`. */
function hasQuantisation(file: string, quantisation: string): boolean {
  const word = quantisation.replace(/[^\w]/g, "\\$&");
  return new RegExp(`(^|[^a-z0-9])${word}($|[^a-z0-9_])`, "i").test(file);
}

/** Files that are parts of one model together; any other by itself. */
function groupParts(files: readonly RepositoryFile[]): RepositoryFile[][] {
  const groups = new Map<string, RepositoryFile[]>();
  for (const file of [...files].sort((a, b) => (a.file < b.file ? -1 : 1))) {
    const name = file.file.replace(part, "-$2.gguf");
    groups.set(name, [...(groups.get(name) ?? []), file]);
  }
  return [...groups.values()];
}

function whole(repository: string, parts: RepositoryFile[]): RepositoryFile[] {
  const of = part.exec(parts[0]!.file)?.[2];
  if (of !== undefined && Number(of) !== parts.length) {
    throw new UserError(
      `${repository} has ${parts.length} of the ${Number(of)} parts of ${parts[0]!.file}.`,
      "The repository is incomplete: choose another file or another repository.",
    );
  }
  return parts;
}
