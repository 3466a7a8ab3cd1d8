/** Blocks may be nested this deep, four spaces a level. */
const maxLevels = 6;

/** What the place of a statement allows. */
interface Place {
  level: number;
  body: "module" | "function" | "async";
  loop: boolean;
}

const moduleTop: Place = { level: 0, body: "module", loop: false };

/** Rules of every block that can be reached from the top of a file, and `root`. */
export function statementRules(): string {
  const rules = new Map<string, string>();
  const visit = (place: Place): string => {
    const id = `${place.body}-${place.level}${place.loop ? "-loop" : ""}`;
    if (!rules.has(id)) {
      rules.set(id, "");
      rules.set(id, rulesOf(place, id, visit));
    }
    return id;
  };
  const top = visit(moduleTop);
  return [`root ::= lines-${top} newline?`, ...sharedRules, ...rules.values()].join("\n");
}

const sharedRules = [
  `names ::= name (", " name){0,5}`,
  `gap-for ::= " " | "\\n" [ ]{0,32}`,
  `target ::= name step{0,6}`,
  `step ::= ("(" wide arguments-0? wide ")")? ("." name | "[" subscript-0 "]")`,
  `assignment ::= target (augmented | (", " target){0,4} " = ") expressions-0 | name ": " expression-0 (" = " expression-0)?`,
  `import ::= "import " dotted (" as " name)? (", " dotted (" as " name)?){0,5} | "from " ("."{0,2} dotted | "."{1,2}) " import " (alias (", " alias){0,9} | "(" wide alias ("," gap alias){0,19} ","? wide ")")`,
  `alias ::= name (" as " name)?`,
  `plain ::= expression-0 | assignment | import | "pass" | "raise" (" " expression-0 (" from " expression-0)?)? | "assert " expression-0 (", " expression-0)? | "del " target`,
  `annotation ::= ": " expression-0`,
  `parameter ::= name annotation?`,
  `default ::= name annotation? " "? "=" " "? expression-0`,
  `parameters ::= ("self" | "cls") ("," gap parameter-list)? | parameter-list`,
  `parameter-list ::= parameter ("," gap parameter)* (positional-only ("," gap parameter)*)? ("," gap default)* ("," gap rest)? ","? | default ("," gap default)* (positional-only ("," gap default)*)? ("," gap rest)? ","? | rest`,
  `positional-only ::= "," gap "/"`,
  `rest ::= "*" parameter ("," gap (parameter | default))* ("," gap "**" parameter)? | "*" ("," gap (parameter | default)){1,20} ("," gap "**" parameter)? | "**" parameter`,
  `signature ::= "(" wide parameters? wide ")" (" -> " expression-0)? ":"`,
  `awaited ::= "await " name trailer-0{1,6}`,
  `item ::= expression-0 (" as " name)?`,
  `decorator ::= "@" dotted ("(" wide arguments-0? wide ")")?`,
];

function rulesOf(place: Place, id: string, visit: (place: Place) => string): string {
  const indent = place.level === 0 ? '""' : `"${" ".repeat(4 * place.level)}"`;
  const simple = ["plain"];
  if (place.loop) simple.push('"break"', '"continue"');
  if (place.body !== "module") simple.push('"return" (" " expressions-0)?');
  if (place.body === "function") simple.push('"yield" (" " (expressions-0 | "from " expression-0))?');
  if (place.body === "async") simple.push('("return " | target " = ")? awaited');
  const compound = place.level < maxLevels ? compounds(place, id, indent, visit) : [];
  return [
    `lines-${id} ::= line-${id} (newline ${indent} line-${id})*`,
    `line-${id} ::= ("#" comment newline ${indent}){0,4} (simple-${id}${compound.length > 0 ? ` | compound-${id}` : ""})`,
    `simple-${id} ::= (${simple.join(" | ")}) note`,
    ...compound,
  ].join("\n");
}

function compounds(place: Place, id: string, indent: string, visit: (place: Place) => string): string[] {
  const next = place.level + 1;
  const block = (inner: Partial<Place>) => {
    const lines = visit({ ...place, level: next, ...inner });
    return `newline "${" ".repeat(4 * next)}" lines-${lines}`;
  };
  const same = block({});
  const looped = block({ loop: true });
  const also = (text: string) => `(newline ${indent} ${text})`;
  const async = place.body === "async" ? '"async "? ' : "";
  const kinds: Record<string, string> = {
    if: `"if " expression-0 ":" ${same} ${also(`"elif " expression-0 ":" ${same}`)}* ${also(`"else:" ${same}`)}?`,
    while: `"while " expression-0 ":" ${looped} ${also(`"else:" ${same}`)}?`,
    for: `${async}"for " names " in " expressions-0 ":" ${looped} ${also(`"else:" ${same}`)}?`,
    with: `${async}"with " item (", " item){0,3} ":" ${same}`,
    try: `"try:" ${same} (${also(`"finally:" ${same}`)} | ${handlers(also, same)})`,
    def: `(decorator newline-one ${indent})* "def " name signature ${block({ body: "function", loop: false })}`,
    async: `(decorator newline-one ${indent})* "async def " name signature ${block({ body: "async", loop: false })}`,
    class: `(decorator newline-one ${indent})* "class " name ("(" wide arguments-0? wide ")")? ":" ${block({ body: "module", loop: false })}`,
  };
  return [
    `compound-${id} ::= ${Object.keys(kinds)
      .map((kind) => `${kind}-${id}`)
      .join(" | ")}`,
    ...Object.entries(kinds).map(
      ([kind, body]) => `${kind}-${id} ::= ${body.replaceAll("newline-one", '"\\n"')}`,
    ),
  ];
}

/** Handlers with a type, then at most one without, which has to be the last. */
function handlers(also: (text: string) => string, block: string): string {
  const typed = also(`"except " expression-0 (" as " name)? ":" ${block}`);
  const bare = also(`"except:" ${block}`);
  return `(${typed}+ ${bare}? | ${bare}) ${also(`"else:" ${block}`)}? ${also(`"finally:" ${block}`)}?`;
}
