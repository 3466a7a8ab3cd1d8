import type { Dfa } from "../automata/automaton.js";
import { fromTexts, subtract } from "../automata/dfa.js";
import { regexToDfa } from "../automata/regex.js";
import { GrammarBuilder } from "../gbnf/builder.js";
import { chars, type Rules } from "../gbnf/expression.js";

const keywords =
  "False None True and as assert async await break class continue def del elif else except finally for from " +
  "global if import in is lambda nonlocal not or pass raise return try while with yield";
/** Names that parse and yet can't be used freely. */
const specialNames = "__debug__ __future__";

const nameTexts = subtract(
  regexToDfa("^[A-Za-z_][A-Za-z0-9_]*$"),
  fromTexts(`${keywords} ${specialNames}`.split(" ")),
);
/** In the first lines of a file `coding:` would declare an encoding. */
const commentTexts = subtract(
  regexToDfa("^[^\\u0000-\\u001f\\u007f\\u2028\\u2029]*$"),
  regexToDfa("coding[:=]"),
);

/** Rules `name` and `comment`, which take exclusions that only an automaton expresses. */
export function lexicalRules(): Rules {
  const rules: Rules = new Map();
  for (const [name, dfa] of Object.entries({ name: nameTexts, comment: commentTexts })) {
    for (const [key, expression] of automatonRules(name, dfa)) rules.set(key, expression);
  }
  return rules;
}

function automatonRules(name: string, dfa: Dfa): Rules {
  const inner = new GrammarBuilder();
  inner.automaton(dfa, "state", chars);
  const outer = new GrammarBuilder();
  const start = outer.include(name, inner.build());
  outer.rules.set(name, start);
  return outer.rules;
}

/** Literals and other tokens that are the same at every depth. */
export const tokenRules = String.raw`
number ::= ("0" | [1-9] digits) ("." [0-9] digits)? ([eE] [+\x2D]? [0-9]{1,2})? "j"? | "0" ("x" [0-9a-fA-F]{1,16} | "o" [0-7]{1,16} | "b" [01]{1,32})
digits ::= ("_"? [0-9]){0,17}
string ::= "\"" ("\"\"" docstring | dq) | "'" ("''" docstring-single | sq) | "r" (rdq | rsq) | "b" (bdq | bsq)
rdq ::= "\"" ([^"\\\x00-\x1F\x7F] | "\\" [^\x00-\x1F\x7F])* "\""
rsq ::= "'" ([^'\\\x00-\x1F\x7F] | "\\" [^\x00-\x1F\x7F])* "'"
bdq ::= "\"" ([ !#-\x5B\x5D-~] | "\\" escape)* "\""
bsq ::= "'" ([ -&(-\x5B\x5D-~] | "\\" escape)* "'"
docstring-single ::= (docchar-single | "'" docchar-single | "''" docchar-single)* "'''"
docchar-single ::= [^'\\\x00-\x08\x0B-\x1F\x7F] | "\\" escape
dq ::= [^"\\\x00-\x1F\x7F]* ("\\" escape [^"\\\x00-\x1F\x7F]*)* "\""
sq ::= [^'\\\x00-\x1F\x7F]* ("\\" escape [^'\\\x00-\x1F\x7F]*)* "'"
docstring ::= (docchar | "\"" docchar | "\"\"" docchar)* "\"\"\""
docchar ::= [^"\\\x00-\x08\x0B-\x1F\x7F] | "\\" escape
escape ::= [\\'"nrtabfv] | "x" [0-9a-fA-F] [0-9a-fA-F]
fstring ::= "f\"" fchar* "\"" | "f'" gchar* "'"
fchar ::= [^"\\{}\x00-\x1F\x7F] | "\\" escape | "{{" | "}}" | "{" field "}"
gchar ::= [^'\\{}\x00-\x1F\x7F] | "\\" escape | "{{" | "}}" | "{" field "}"
field ::= name fieldstep{0,6} ("!" [rsa])? (":" [<>^]? "0"? [0-9]{0,2} ","? ("." [0-9])? [bdefgsxX%]?)?
fieldstep ::= "." name | "[" ("0" | [1-9] [0-9]{0,3} | name) "]" | "(" (name (", " name){0,4})? ")"
dotted ::= name ("." name){0,8}
gap ::= (" " | "\n" [ ]{0,32})?
wide ::= ("\n" [ ]{0,32})?
arithmetic ::= " "? ([+\x2D%@&|^] | "*" "*"? | "/" "/"? | "<<" | ">>") " "?
comparison ::= " "? ([<>] "="? | [=!] "=") " "? | " " ("not "? "in " | "is " "not "?)
augmented ::= " "? ([+\x2D%@&|^] | "*" "*"? | "/" "/"? | "<<" | ">>") "=" " "?
note ::= ("  #" comment)?
newline ::= "\n" "\n"{0,2}
`;
