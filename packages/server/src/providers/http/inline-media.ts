import { badRequest } from "../../generation/api-error.js";
import type { Emit, Provider } from "../../generation/provider.js";
import type { ContentPart, Message, Task } from "../../generation/task.js";
import { RemoteFileRefused, type RemoteFiles } from "./remote-file.js";

/** Files that one task may have fetched, and bytes of all of them. */
const mostFiles = 16;
const mostBytes = 20 * 1024 * 1024;

/** A provider that is sent pictures and files as they are, where the task names addresses. */
export class InlineMedia implements Provider {
  readonly #provider: Provider;
  readonly #files: RemoteFiles;
  readonly embed?: NonNullable<Provider["embed"]>;
  readonly rerank?: NonNullable<Provider["rerank"]>;

  constructor(provider: Provider, files: RemoteFiles) {
    this.#provider = provider;
    this.#files = files;
    if (provider.embed) this.embed = (task, model, signal) => provider.embed!(task, model, signal);
    if (provider.rerank) this.rerank = (task, model, signal) => provider.rerank!(task, model, signal);
  }

  get name(): string {
    return this.#provider.name;
  }

  continues(model: string): boolean {
    return this.#provider.continues?.(model) ?? false;
  }

  completes(model: string): boolean {
    return this.#provider.completes?.(model) ?? false;
  }

  async generate(task: Task, model: string, signal: AbortSignal, emit: Emit): Promise<void> {
    const messages = await this.#inline(task.messages, signal);
    await this.#provider.generate({ ...task, messages }, model, signal, emit);
  }

  async #inline(messages: readonly Message[], signal: AbortSignal): Promise<Message[]> {
    const room = { files: mostFiles, bytes: mostBytes };
    const result: Message[] = [];
    for (const [index, message] of messages.entries()) {
      if (!Array.isArray(message.content)) {
        result.push(message);
        continue;
      }
      const content: ContentPart[] = [];
      for (const [at, part] of message.content.entries()) {
        content.push(await this.#part(part, `messages[${index}].content[${at}]`, room, signal));
      }
      result.push({ ...message, content });
    }
    return result;
  }

  async #part(
    part: ContentPart,
    at: string,
    room: { files: number; bytes: number },
    signal: AbortSignal,
  ): Promise<ContentPart> {
    const data = async (url: string, param: string) => {
      if (room.files-- === 0)
        throw badRequest(`${param} is one address too many: ${mostFiles} are fetched`, param);
      try {
        const { mediaType, bytes } = await this.#files.fetch(url, room.bytes, signal);
        room.bytes -= bytes.length;
        return `data:${mediaType};base64,${bytes.toString("base64")}`;
      } catch (error) {
        if (error instanceof RemoteFileRefused) throw badRequest(`${param} ${error.message}`, param);
        throw error;
      }
    };
    switch (part.type) {
      case "image_url": {
        const { url } = part.image_url;
        if (!isRemote(url)) return part;
        return { ...part, image_url: { ...part.image_url, url: await data(url, `${at}.image_url.url`) } };
      }
      case "video_url":
      case "input_video": {
        const { url } = part.video_url;
        if (!isRemote(url)) return part;
        return { ...part, video_url: { ...part.video_url, url: await data(url, `${at}.video_url.url`) } };
      }
      case "file": {
        const { file_data: url } = part.file;
        if (url === undefined || !isRemote(url)) return part;
        return { ...part, file: { ...part.file, file_data: await data(url, `${at}.file.file_data`) } };
      }
      default:
        return part;
    }
  }
}

function isRemote(url: string): boolean {
  return /^https?:/i.test(url.trim());
}
