const words =
  "the river carries light stones over a quiet bed while rain begins to fall on open fields and".split(" ");

/** The tokens of a document of the given length with everything that Markdown has. */
export function* longAnswer(count) {
  let made = 0;
  for (let section = 1; ; section++) {
    for (const token of sectionTokens(section)) {
      if (made++ === count) return;
      yield token;
    }
  }
}

function sectionTokens(section) {
  const sentence = (length) =>
    Array.from({ length }, (_, index) => `${words[(section * 7 + index) % words.length]} `);
  const lines = (count, make) => Array.from({ length: count }, (_, index) => make(index)).flat();
  return [
    `## Section ${section}\n\n`,
    ...sentence(70),
    "**with ",
    "emphasis** ",
    "and `code`.\n\n",
    ...lines(9, (item) => [`${item + 1}. `, ...sentence(9), "\n"]),
    "\n```javascript\n",
    "function example() {\n",
    ...lines(12, (line) => ["  const ", `value${line}`, " = ", `compute(${line}, "text")`, ";\n"]),
    "}\n```\n\n",
    "| Name | Value |\n|---|---:|\n",
    ...lines(5, (row) => [`| row ${row} `, `| ${row * section} |\n`]),
    "\n> ",
    ...sentence(20),
    "\n\n",
  ];
}
