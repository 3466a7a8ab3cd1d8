import { Template } from "@huggingface/jinja";
import type { LlamaModel } from "../llama/model.js";
import { promptTooLong } from "../prompt-too-long.js";
import type { PromptMessage } from "../types.js";

/** A part of a prompt. Only the template's own parts may hold control tokens. */
export interface PromptPiece {
  text: string;
  fromTemplate: boolean;
}

/** Used for a model that brings no template of its own. */
const chatml = `{% for message in messages %}{{ '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}`;

export interface ChatTemplate {
  /** Whether the template has a place for reasoning. */
  readonly reasoning: boolean;
  render(messages: PromptMessage[]): PromptPiece[];
}

export function createChatTemplate(
  source = chatml,
  constants: Record<string, string | null> = {},
): ChatTemplate {
  const template = new Template(source);

  /**
   * The template sees a mark in place of each content, so that what users wrote is told apart from what the template
   * wrote, however alike they look.
   */
  const renderMarked = (messages: PromptMessage[], continues: boolean): PromptPiece[] => {
    const contents: string[] = [];
    const marked = messages.map(({ role, content }) => ({
      role,
      content: `${markStart}${contents.push(content) - 1}${markEnd}`,
    }));
    const rendered = template.render({
      ...constants,
      messages: marked,
      add_generation_prompt: !continues,
    });
    const parts = rendered.split(mark);
    // Splitting by a pattern with a group puts template text at even places and content numbers at odd ones.
    const pieces = parts.map((part, place) =>
      place % 2 === 0
        ? { text: part, fromTemplate: true }
        : { text: contents[Number(part)] ?? "", fromTemplate: false },
    );
    if (continues) pieces.pop();
    return pieces.filter((piece) => piece.text !== "");
  };

  return {
    reasoning: source.includes("<think>"),
    render(messages) {
      const continues = messages.at(-1)?.role === "assistant";
      try {
        return renderMarked(messages, continues);
      } catch {
        return renderMarked(alternating(messages), continues);
      }
    },
  };
}

const markStart = "\uE000";
const markEnd = "\uE001";
const mark = /\uE000(\d+)\uE001/;

/** For templates that accept only user and assistant in turn. */
function alternating(messages: PromptMessage[]): PromptMessage[] {
  const merged: PromptMessage[] = [];
  for (const message of messages) {
    const role = message.role === "assistant" ? "assistant" : "user";
    const last = merged.at(-1);
    if (last?.role === role) last.content += `\n\n${message.content}`;
    else merged.push({ role, content: message.content });
  }
  if (merged[0]?.role === "assistant") merged.unshift({ role: "user", content: "" });
  return merged;
}

export interface PromptTokenizer {
  /** Throws `prompt_too_long` for one so long that only to tokenise it would hold up other requests. */
  tokenize(pieces: PromptPiece[]): Uint32Array;
  /** A text without a template; the names of control tokens in it become these. Throws as `tokenize`. */
  tokenizeText(text: string): Uint32Array;
}

export function createPromptTokenizer(model: LlamaModel, contextLength: number): PromptTokenizer {
  const tokenizeText = continuedTextTokenizer(model);
  const { promptStart } = model;
  const begun = (tokens: number[]) =>
    Uint32Array.from(
      promptStart === undefined || tokens[0] === promptStart ? tokens : [promptStart, ...tokens],
    );

  return {
    tokenize(pieces) {
      refuseEndless(pieces, tokenizeText, contextLength);
      const reserved = new Set<number>();
      const tokens: number[] = [];
      const append = (part: Int32Array) => {
        for (const token of part) tokens.push(token);
      };
      for (const piece of pieces.filter((candidate) => candidate.fromTemplate)) {
        for (const token of tokenizeText(piece.text, true)) {
          if (isMark(model, token)) reserved.add(token);
        }
      }
      for (const piece of pieces) {
        if (piece.fromTemplate) append(tokenizeText(piece.text, true));
        else append(tokenizeContent(piece.text, tokenizeText, reserved));
      }
      return begun(tokens);
    },
    tokenizeText(text) {
      refuseEndless([{ text, fromTemplate: false }], tokenizeText, contextLength);
      return begun([...model.tokenize(text, true)]);
    },
  };
}

type Tokenize = (text: string, special: boolean) => Int32Array;

/** Characters; tokenising takes longer than in proportion to the length. */
const sampleLength = 4096;

/** Counts text that is long for its context in parts, and stops as soon as it is certain that it doesn't fit. */
function refuseEndless(pieces: PromptPiece[], tokenizeText: Tokenize, contextLength: number): void {
  const length = pieces.reduce((sum, { text }) => sum + text.length, 0);
  if (length < 8 * contextLength) return;
  let tokens = 0;
  for (const { text } of pieces) {
    for (let start = 0; start < text.length; start += sampleLength) {
      // A cut may make a token into two.
      tokens += tokenizeText(text.slice(start, start + sampleLength), false).length - 1;
      if (tokens > contextLength) throw promptTooLong(`more than ${tokens}`, contextLength);
    }
  }
}

/**
 * Some vocabularies put a space before every text. A part of a prompt is not the beginning of a text: it is tokenised
 * after a line break, whose tokens are then taken away.
 */
function continuedTextTokenizer(model: LlamaModel): Tokenize {
  const lead = model.tokenize("\n");
  if (lead.length === 1) return (text, special) => model.tokenize(text, special);
  return (text, special) => {
    const tokens = model.tokenize(`\n${text}`, special);
    return lead.every((token, place) => tokens[place] === token)
      ? tokens.subarray(lead.length)
      : model.tokenize(text, special);
  };
}

function isMark(model: LlamaModel, token: number): boolean {
  const { control, userDefined } = model.tokenAttributes(token);
  return control || (userDefined && model.tokenText(token).trim() !== "");
}

/**
 * A vocabulary may list the template's marks as ordinary words; tokenised by halves such a text can't become one.
 */
function tokenizeContent(text: string, tokenizeText: Tokenize, reserved: ReadonlySet<number>): Int32Array {
  const tokens = tokenizeText(text, false);
  if (text.length < 2 || !tokens.some((token) => reserved.has(token))) return tokens;
  const middle = text.length >> 1;
  const halves = [text.slice(0, middle), text.slice(middle)].map((half) =>
    tokenizeContent(half, tokenizeText, reserved),
  );
  return Int32Array.from(halves.flatMap((half) => [...half]));
}
