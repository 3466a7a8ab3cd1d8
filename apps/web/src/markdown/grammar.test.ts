import type { Token } from "marked";
import { describe, expect, it } from "vitest";
import { lex } from "./grammar.js";
import { elementAt } from "./inline-html.js";

const inline = (text: string): Token[] => (lex(text)[0] as { tokens?: Token[] }).tokens ?? [];
const formulas = (text: string) =>
  inline(text).flatMap((token) => (token.type === "formula" ? [[token.tex, token.display]] : []));

describe("formulas", () => {
  it.each([
    ["Euler: $e^{i\\pi}$.", [["e^{i\\pi}", false]]],
    [
      "A \\(a^2\\) and \\(b_1\\)",
      [
        ["a^2", false],
        ["b_1", false],
      ],
    ],
    [
      "So $a_1$ and $b_2$",
      [
        ["a_1", false],
        ["b_2", false],
      ],
    ],
    ["In a line $$x$$ here", [["x", true]]],
    ["It costs $5 and $6.", []],
    ["From $5 to 6$7", []],
    ["A `$x$` in code", []],
    ["An escaped \\$x$", []],
  ])("%s", (text, expected) => {
    expect(formulas(text)).toEqual(expected);
  });

  it.each(["$$\na = b\n$$", "\\[\na = b\n\\]", "$$a = b$$", "\\[a = b\\]"])("%j stands alone", (text) => {
    const tokens = lex(`Before\n\n${text}\n\nAfter`).filter(({ type }) => type !== "space");
    expect(tokens).toMatchObject([
      { type: "paragraph", text: "Before" },
      { type: "formula", tex: "a = b", display: true },
      { type: "paragraph", text: "After" },
    ]);
  });
});

describe("what unfolds", () => {
  it("holds markdown, also before its end has come", () => {
    const text = "<details>\n<summary>More **here**</summary>\n\n- one\n- two\n";
    for (const source of [text, `${text}\n</details>\n\nAfter`]) {
      const [token] = lex(source) as unknown as [{ type: string; summary: Token[]; tokens: Token[] }];
      expect(token.type).toBe("details");
      expect(token.summary[1]).toMatchObject({ type: "strong" });
      expect(token.tokens[0]).toMatchObject({ type: "list" });
    }
  });
});

describe("footnotes", () => {
  it("are a mark and a note", () => {
    expect(inline("True[^1].")[1]).toMatchObject({ type: "footnote-mark", label: "1" });
    expect(lex("[^1]: Says *who*.")[0]).toMatchObject({ type: "footnote", label: "1" });
  });
});

describe("elements in a line", () => {
  it.each([
    ["H<sub>2</sub>O", "sub"],
    ["<kbd>Esc</kbd> stops", "kbd"],
  ])("%s", (text, element) => {
    const tokens = inline(text);
    const at = tokens.findIndex(({ type }) => type === "html");
    expect(elementAt(tokens, at)).toEqual({ element, end: at + 2 });
  });

  it.each(["<script>x</script>", "<sub onclick=x>2</sub>", "<sub>never closed", "<a href=x>y</a>"])(
    "%s stays text",
    (text) => {
      const tokens = inline(`A ${text}`);
      for (const index of tokens.keys()) expect(elementAt(tokens, index)).toBeUndefined();
    },
  );
});
