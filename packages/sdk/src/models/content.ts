import type { OpenEnum } from "../types/enums.js";
import type { ChatContentCacheControl, PromptCacheBreakpoint } from "./cache-control.js";

/** Text as a content part. */
export type ChatMessageContentItemText = {
  /** Says that this part is text. */
  type: "text";
  /** The text itself. */
  text: string;
  /** Cache marker: the prompt up to here is kept. Wire: `cache_control`. */
  cacheControl?: ChatContentCacheControl | undefined;
  /** Explicit cache breakpoint behind this part. Wire: `prompt_cache_breakpoint`. */
  promptCacheBreakpoint?: PromptCacheBreakpoint | null | undefined;
};

/** Where an image is and how closely the model shall look at it. */
export type ChatMessageContentItemImageUrl = {
  /** An `https:` address or a `data:` URL with base64 content. */
  url: string;
  /** Resolution the model works with; higher costs more tokens. Default `"auto"`. */
  detail?: OpenEnum<"auto" | "low" | "high" | "original"> | undefined;
};

/** An image as a content part. */
export type ChatMessageContentItemImage = {
  /** Says that this part is an image. */
  type: "image_url";
  /** The image. Wire: `image_url`. */
  imageUrl: ChatMessageContentItemImageUrl;
};

/** Sound data for a model that listens. */
export type ChatMessageContentItemAudioInput = {
  /** The sound file in base64, without a `data:` prefix. */
  data: string;
  /** Encoding of the file. */
  format: OpenEnum<"wav" | "mp3" | "flac" | "m4a" | "ogg" | "aac" | "aiff" | "pcm16" | "pcm24">;
};

/** Sound as a content part. */
export type ChatMessageContentItemAudio = {
  /** Says that this part is sound. */
  type: "input_audio";
  /** The sound. Wire: `input_audio`. */
  inputAudio: ChatMessageContentItemAudioInput;
};

/** Where a video is. */
export type ChatContentVideoInput = {
  /** An `https:` address or a `data:` URL with base64 content. */
  url: string;
};

/** A video as a content part. */
export type ChatContentVideo = {
  /** Says that this part is a video. */
  type: "video_url";
  /** The video. Wire: `video_url`. */
  videoUrl: ChatContentVideoInput;
};

/**
 * A video as a content part, under its older type name.
 * @deprecated Use {@link ChatContentVideo}.
 */
export type LegacyChatContentVideo = {
  /** Says that this part is a video. */
  type: "input_video";
  /** The video. Wire: `video_url`. */
  videoUrl: ChatContentVideoInput;
};

/** A document: give its data or the id of an uploaded file. */
export type ChatContentFileInput = {
  /** An `https:` address or a `data:` URL with base64 content. Wire: `file_data`. */
  fileData?: string | undefined;
  /** Id of a file uploaded before. Wire: `file_id`. */
  fileId?: string | undefined;
  /** Name shown to the model, e.g. `"report.pdf"`. */
  filename?: string | undefined;
};

/** A document (usually a PDF) as a content part. */
export type ChatContentFile = {
  /** Says that this part is a document. */
  type: "file";
  /** The document. */
  file: ChatContentFileInput;
};

/** One part of a message's content. `type` tells which. */
export type ChatMessageContentItem =
  | ChatMessageContentItemText
  | ChatMessageContentItemImage
  | ChatMessageContentItemAudio
  | ChatContentVideo
  | LegacyChatContentVideo
  | ChatContentFile;
