import { Marked, type Token, type TokenizerExtension, type TokenizerThis, type Tokens } from "marked";

/** A formula, in TeX. */
export interface Formula extends Tokens.Generic {
  type: "formula";
  tex: string;
  /** It stands on lines of its own. */
  display: boolean;
}

/** What a reader may unfold. */
export interface Details extends Tokens.Generic {
  type: "details";
  summary: Token[];
  tokens: Token[];
}

/** A note at the foot, or the mark that points to it. */
export interface Footnote extends Tokens.Generic {
  type: "footnote" | "footnote-mark";
  label: string;
}

/** Up to the closing mark, or while the text grows, to its end. */
const displayFormula = /^(?:\$\$([\s\S]+?)\$\$|\\\[([\s\S]+?)\\\])[ \t]*(?:\n|$)/;
/** As Pandoc has it: no space inside the dollars, no digit after them, so that prices stay prices. */
const inlineFormula =
  /^(?:\$\$([^$\n]+?)\$\$|\$(?!\s)((?:\\.|[^$\\\n])+?)(?<![\s\\])\$(?!\d)|\\\((.+?)\\\)|\\\[(.+?)\\\])/;
const details =
  /^ {0,3}<details(?: open)?>\s*(?:<summary>([\s\S]*?)<\/summary>)?([\s\S]*?)(?:<\/details>[ \t]*(?:\n+|$)|$)/;
const footnote = /^\[\^([^\]\s]+)\]:[ \t]*([^\n]*(?:\n(?: {2,}|\t)[^\n]*)*)(?:\n+|$)/;
const footnoteMark = /^\[\^([^\]\s]+)\](?!:)/;

const firstOf = (text: string, pattern: RegExp): number | undefined => {
  const at = text.search(pattern);
  return at < 0 ? undefined : at;
};

const blockFormula: TokenizerExtension = {
  name: "block-formula",
  level: "block",
  start: (text) => firstOf(text, /(?:^|\n)(?:\$\$|\\\[)/),
  tokenizer(text) {
    const [raw, dollars, brackets] = displayFormula.exec(text) ?? [];
    if (raw === undefined) return undefined;
    return { type: "formula", raw, tex: (dollars ?? brackets ?? "").trim(), display: true };
  },
};

const formula: TokenizerExtension = {
  name: "formula",
  level: "inline",
  start: (text) => firstOf(text, /\$|\\[([]/),
  tokenizer(text) {
    const [raw, display, dollars, round, square] = inlineFormula.exec(text) ?? [];
    if (raw === undefined) return undefined;
    const tex = (display ?? dollars ?? round ?? square ?? "").trim();
    return { type: "formula", raw, tex, display: display !== undefined || square !== undefined };
  },
};

const unfolding: TokenizerExtension = {
  name: "details",
  level: "block",
  start: (text) => firstOf(text, /(?:^|\n) {0,3}<details/),
  tokenizer(this: TokenizerThis, text) {
    const [raw, summary = "Details", content = ""] = details.exec(text) ?? [];
    if (raw === undefined) return undefined;
    return {
      type: "details",
      raw,
      summary: this.lexer.inlineTokens(summary.trim()),
      tokens: this.lexer.blockTokens(content.trim(), []),
    };
  },
};

const note: TokenizerExtension = {
  name: "footnote",
  level: "block",
  start: (text) => firstOf(text, /(?:^|\n)\[\^/),
  tokenizer(this: TokenizerThis, text) {
    const [raw, label, content = ""] = footnote.exec(text) ?? [];
    if (raw === undefined) return undefined;
    return { type: "footnote", raw, label, tokens: this.lexer.inlineTokens(content.trim()) };
  },
};

const mark: TokenizerExtension = {
  name: "footnote-mark",
  level: "inline",
  start: (text) => firstOf(text, /\[\^/),
  tokenizer(text) {
    const [raw, label] = footnoteMark.exec(text) ?? [];
    return raw === undefined ? undefined : { type: "footnote-mark", raw, label };
  },
};

const marked = new Marked({ extensions: [blockFormula, formula, unfolding, note, mark] });

/** Markdown with formulas, footnotes and what unfolds. */
export const lex = (text: string): Token[] => marked.lexer(text);
