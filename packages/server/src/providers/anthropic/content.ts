import { unsupported } from "../../generation/api-error.js";
import type { ContentPart } from "../../generation/task.js";
import { readDataUrl } from "../http/data-url.js";
import { type Fields, fieldsIn } from "../http/fields.js";

/** Parts of a message as the blocks of this API; `at` is the path of the content. */
export function blocksOf(
  content: string | readonly ContentPart[] | undefined,
  provider: string,
  at: string,
): Fields[] {
  // Empty texts are refused.
  if (content === undefined || content === "") return [];
  if (typeof content === "string") return [{ type: "text", text: content }];
  return content.flatMap((part, index) => {
    const block = blockOf(part, provider, `${at}[${index}]`);
    if (block.type === "text" && block.text === "") return [];
    const { cache_control: mark } = fieldsIn(part);
    return [mark === undefined || mark === null ? block : { ...block, cache_control: mark }];
  });
}

function blockOf(part: ContentPart, provider: string, at: string): Fields {
  switch (part.type) {
    case "text":
      return { type: "text", text: part.text };
    case "image_url": {
      const { url } = fieldsIn(fieldsIn(part).image_url);
      return { type: "image", source: sourceOf(String(url)) };
    }
    case "file":
      return documentOf(fieldsIn(fieldsIn(part).file), provider, at);
    default:
      throw unsupported(provider, `takes no parts of the type ${part.type}`, at);
  }
}

function documentOf({ file_data, file_id, filename }: Fields, provider: string, at: string): Fields {
  const title = typeof filename === "string" ? { title: filename } : {};
  if (typeof file_data === "string") return { type: "document", source: textOrData(file_data), ...title };
  if (typeof file_id === "string") return { type: "document", source: { type: "file", file_id }, ...title };
  throw unsupported(provider, "takes a file by file_data or file_id, got neither", `${at}.file`);
}

function sourceOf(url: string): Fields {
  const inline = readDataUrl(url);
  return inline ? { type: "base64", media_type: inline.mediaType, data: inline.data } : { type: "url", url };
}

/** Plain text is given as it is, everything else in base64. */
function textOrData(url: string): Fields {
  const inline = readDataUrl(url);
  if (!inline?.mediaType.startsWith("text/")) return sourceOf(url);
  return { type: "text", media_type: "text/plain", data: Buffer.from(inline.data, "base64").toString() };
}
