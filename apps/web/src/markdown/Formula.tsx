import { renderToString } from "katex";

interface Props {
  tex: string;
  display: boolean;
}

/** A formula as MathML; what is no TeX stays as it was written. */
export default function Formula({ tex, display }: Props) {
  const html = renderToString(tex, {
    displayMode: display,
    output: "mathml",
    throwOnError: false,
    strict: "ignore",
    // Neither links nor endless macros from an answer.
    trust: false,
    maxExpand: 500,
    maxSize: 50,
  });
  const Place = display ? "div" : "span";
  return (
    <Place
      className="formula"
      // biome-ignore lint/security/noDangerouslySetInnerHtml: KaTeX escapes what it does not know, and trusts nothing
      dangerouslySetInnerHTML={{ __html: html }}
    />
  );
}
