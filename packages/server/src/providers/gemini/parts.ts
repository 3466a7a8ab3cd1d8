import { unsupported } from "../../generation/api-error.js";
import type { ContentPart } from "../../generation/task.js";
import { readDataUrl } from "../http/data-url.js";
import { type Fields, fieldsIn } from "../http/fields.js";

/** Parts of a message as those of this API; `at` is the path of the content. */
export function partsOf(
  content: string | readonly ContentPart[] | undefined,
  provider: string,
  at: string,
): Fields[] {
  if (content === undefined || content === "") return [];
  if (typeof content === "string") return [{ text: content }];
  return content.map((part, index) => partOf(part, provider, `${at}[${index}]`));
}

function partOf(part: ContentPart, provider: string, at: string): Fields {
  if (part.type === "text") return { text: part.text };
  const fields = fieldsIn(part);
  switch (part.type) {
    case "image_url":
      return mediaOf(fieldsIn(fields.image_url).url);
    case "video_url":
    case "input_video":
      return mediaOf(fieldsIn(fields.video_url).url);
    case "input_audio": {
      const { data, format } = fieldsIn(fields.input_audio);
      return { inlineData: { mimeType: `audio/${format}`, data } };
    }
    case "file": {
      const { file_data: data, file_id: id } = fieldsIn(fields.file);
      if (data === undefined && id === undefined) {
        throw unsupported(provider, "takes a file by file_data or file_id, got neither", `${at}.file`);
      }
      return mediaOf(data ?? id);
    }
  }
}

/** Data as it is; anything else by its address, which the API fetches itself. */
function mediaOf(url: unknown): Fields {
  const inline = readDataUrl(String(url));
  return inline
    ? { inlineData: { mimeType: inline.mediaType, data: inline.data } }
    : { fileData: { fileUri: String(url) } };
}
