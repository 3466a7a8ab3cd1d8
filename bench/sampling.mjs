// What it costs to draw one token with `top_p` and without `top_k`, ours against sorting the vocabulary, in turns within
// one run, in CPU time. Usage: node bench/sampling.mjs
import { mostProbable } from "../packages/server/dist/engine/worker/most-probable.js";
import { randomNumbers } from "../packages/server/dist/engine/worker/random.js";
import { TokenChoice } from "../packages/server/dist/engine/worker/token-choice.js";
import { median } from "./lib/compare.mjs";

const share = 0.95;
const random = randomNumbers(1);
/** The sum of twelve even ones is nearly normal. */
const normal = () => Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, -6);

function bySorting(logits, chance) {
  const tokens = [...logits.keys()].sort((one, other) => logits[other] - logits[one]);
  const weights = tokens.map((token) => Math.exp(logits[token] - logits[tokens[0]]));
  const wanted = share * weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  let count = 0;
  while (sum < wanted) sum += weights[count++];
  let rest = chance * sum;
  let place = 0;
  while (rest >= weights[place] && place < count - 1) rest -= weights[place++];
  return tokens[place];
}

const cpuMilliseconds = (work, times) => {
  const before = process.cpuUsage();
  for (let i = 0; i < times; i++) work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / times;
};

for (const size of [49_152, 151_936]) {
  const choice = new TokenChoice(size);
  for (const [shape, spread] of [
    ["flat", 0.001],
    ["wide", 1],
    ["natural", 3],
  ]) {
    const logits = Float32Array.from({ length: size }, () => spread * normal());
    const ways = {
      "top_p, ms": () => {
        choice.begin(logits);
        choice.keepNucleus(share);
        return choice.draw(1, random());
      },
      "top_k 40 and top_p, ms": () => {
        choice.begin(logits);
        choice.keepMostProbable(40);
        choice.keepNucleus(share);
        return choice.draw(1, random());
      },
      "greedy, ms": () => mostProbable(logits),
      "sorting, ms": () => bySorting(logits, random()),
    };
    const found = Object.fromEntries(Object.keys(ways).map((way) => [way, []]));
    for (let round = 0; round < 7; round++) {
      for (const [way, work] of Object.entries(ways)) {
        found[way].push(cpuMilliseconds(work, way.startsWith("sorting") ? 1 : 40));
      }
    }
    const row = Object.fromEntries(
      Object.entries(found).map(([way, values]) => [way, Number(median(values).toFixed(3))]),
    );
    console.log(`${size} tokens, ${shape} logits:`, JSON.stringify(row));
  }
}
