const figure = (value) => (value >= 100 ? value.toFixed(0) : value.toFixed(2));

/** Rows of results as a Markdown table. */
export function table(rows) {
  const lines = rows.map(({ what, value, unit, budget, compared }) => {
    const others = Object.entries(compared ?? {}).map(([name, other]) => `${name}: ${figure(other)}`);
    return `| ${what} | ${figure(value)} ${unit} | ${budget} ${unit} | ${others.join(", ")} |`;
  });
  return ["| measured | result | budget | for comparison |", "|---|---|---|---|", ...lines].join("\n");
}

/** Runs a benchmark and prints its table when its file is the one that was started. */
export async function printWhenMain({ filename }, measure) {
  if (process.argv[1] === filename) console.log(table(await measure()));
}
