import { UserError } from "../user-error.js";
import { type CatalogueEntry, catalogue, findEntry } from "./catalogue.js";

/** A model as a person names it. */
export type ModelReference =
  | { kind: "catalogue"; entry: CatalogueEntry }
  | ({ kind: "hub" } & HubReference)
  | { kind: "file"; path: string };

/** `hf:owner/repo[:choice]`: a repository of the Hugging Face hub and which of its files. */
export interface HubReference {
  /** `owner/repo`. */
  repository: string;
  /** A quantisation such as `Q4_K_M`, or the name of a file. Absent: the usual choice. */
  choice?: string | undefined;
}

const hubPrefix = /^(?:hf:|(?:https:\/\/)?(?:hf\.co|huggingface\.co)\/)/i;
const repositoryName = /^[\w-][\w.-]*\/[\w-][\w.-]*$/;

/**
 * Reads a name of the catalogue, `hf:owner/repo[:quantisation-or-file]` (`hf.co/…` too), or the path of a file.
 * @throws {UserError} when it is none of these.
 */
export function parseReference(text: string): ModelReference {
  const wanted = text.trim();
  if (hubPrefix.test(wanted)) return { kind: "hub", ...parseHubReference(wanted.replace(hubPrefix, "")) };
  const entry = findEntry(wanted);
  if (entry) return { kind: "catalogue", entry };
  if (/\.gguf$/i.test(wanted) || /^[./~]|[\\]|^[a-z]:/i.test(wanted)) return { kind: "file", path: wanted };
  const names = catalogue.map(({ id }) => `  ${id}`).join("\n");
  throw new UserError(
    `There is no model named "${wanted}".`,
    `Use the path of a .gguf file, hf:owner/repo for one of the Hugging Face hub, or one of\n${names}`,
  );
}

function parseHubReference(text: string): HubReference {
  const colon = text.indexOf(":");
  const repository = colon === -1 ? text : text.slice(0, colon);
  const choice = colon === -1 ? undefined : text.slice(colon + 1);
  if (!repositoryName.test(repository) || repository.includes("..") || choice === "") {
    throw new UserError(
      `"hf:${text}" doesn't name a repository of the Hugging Face hub.`,
      "Write hf:owner/repo, or with a quantisation or file hf:owner/repo:Q4_K_M.",
    );
  }
  return { repository, choice };
}
