import type { Token, Tokens } from "marked";
import { createElement, Fragment, lazy, type ReactNode } from "react";
import { Part } from "../ui/Part.js";
import { CodeBlock } from "./CodeBlock.js";
import { decodeEntities } from "./entities.js";
import type { Details, Footnote, Formula as FormulaToken } from "./grammar.js";
import { elementAt, isLineBreak } from "./inline-html.js";

const Formula = lazy(() => import("./Formula.js"));

interface Context {
  /** The last code block may still grow. */
  complete: boolean;
}

/** The address, if it may be linked to. */
export function safeAddress(href: string): string | undefined {
  try {
    const { protocol } = new URL(href, "https://example.org/");
    return ["http:", "https:", "mailto:", "tel:"].includes(protocol) ? href : undefined;
  } catch {
    return undefined;
  }
}

const link = (href: string, children: ReactNode): ReactNode => {
  const address = safeAddress(href);
  if (!address) return children;
  return (
    <a href={address} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
};

/** Markdown tokens as elements. HTML in the text stays text, but for what only changes how words look. */
export function renderTokens(tokens: readonly Token[] | undefined, context: Context): ReactNode {
  if (!tokens) return undefined;
  const drawn: ReactNode[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const found = elementAt(tokens, index);
    const node = found
      ? createElement(found.element, null, renderTokens(tokens.slice(index + 1, found.end), context))
      : renderToken(tokens[index]!, context);
    drawn.push(<Fragment key={index}>{node}</Fragment>);
    if (found) index = found.end;
  }
  return drawn;
}

function renderToken(token: Token, context: Context): ReactNode {
  const inside = () => renderTokens((token as { tokens?: Token[] }).tokens, context);
  switch (token.type) {
    case "heading":
      // The page has its own h1 and h2.
      return createElement(`h${Math.min((token as Tokens.Heading).depth + 2, 6)}`, null, inside());
    case "paragraph":
      return <p>{inside()}</p>;
    case "text":
      return (token as Tokens.Text).tokens ? inside() : decodeEntities((token as Tokens.Text).text);
    case "strong":
      return <strong>{inside()}</strong>;
    case "em":
      return <em>{inside()}</em>;
    case "del":
      return <del>{inside()}</del>;
    case "codespan":
      return <code>{(token as Tokens.Codespan).text}</code>;
    case "br":
      return <br />;
    case "hr":
      return <hr />;
    case "escape":
      return (token as Tokens.Escape).text;
    case "link":
      return link((token as Tokens.Link).href, inside());
    case "image": {
      // Drawing it would tell its server who reads this.
      const { href, text } = token as Tokens.Image;
      return link(href, `Image: ${text || href}`);
    }
    case "blockquote":
      return <blockquote>{inside()}</blockquote>;
    case "list":
      return <List list={token as Tokens.List} context={context} />;
    case "table":
      return <Table table={token as Tokens.Table} context={context} />;
    case "code": {
      const { text, lang, raw } = token as Tokens.Code;
      const closed = context.complete || /\n\s*(`{3,}|~{3,})\s*$/.test(raw);
      return <CodeBlock code={text} language={lang?.split(/\s/)[0] ?? ""} complete={closed} />;
    }
    case "formula": {
      const { tex, display, raw } = token as FormulaToken;
      return (
        <Part fallback={raw}>
          <Formula tex={tex} display={display} />
        </Part>
      );
    }
    case "details": {
      const { summary } = token as Details;
      return (
        <details>
          <summary>{renderTokens(summary, context)}</summary>
          {inside()}
        </details>
      );
    }
    case "footnote":
      return (
        <p className="footnote">
          <sup>{(token as Footnote).label}</sup> {inside()}
        </p>
      );
    case "footnote-mark":
      return <sup>{(token as Footnote).label}</sup>;
    case "html":
      return isLineBreak(token.raw) ? <br /> : token.raw;
    case "space":
    case "def":
      return null;
    default:
      return token.raw;
  }
}

function List({ list, context }: { list: Tokens.List; context: Context }) {
  const items = list.items.map((item, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: items have no identity but their place
    <li key={index} className={item.task ? "task" : undefined}>
      {item.task && (
        <input
          type="checkbox"
          checked={item.checked ?? false}
          readOnly
          disabled
          aria-label={item.checked ? "done" : "to do"}
        />
      )}
      {renderTokens(
        item.tokens.filter((token) => token.type !== "checkbox"),
        context,
      )}
    </li>
  ));
  return list.ordered ? <ol start={Number(list.start)}>{items}</ol> : <ul>{items}</ul>;
}

const alignClass = (align: string | null) => (align ? `align-${align}` : undefined);

function Table({ table, context }: { table: Tokens.Table; context: Context }) {
  const cells = (row: Tokens.TableCell[], Cell: "th" | "td") =>
    row.map((cell, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: cells have no identity but their place
      <Cell key={index} className={alignClass(cell.align)}>
        {renderTokens(cell.tokens, context)}
      </Cell>
    ));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard
    <section className="table-scroll" tabIndex={0} aria-label="Table">
      <table>
        <thead>
          <tr>{cells(table.header, "th")}</tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
            <tr key={index}>{cells(row, "td")}</tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
