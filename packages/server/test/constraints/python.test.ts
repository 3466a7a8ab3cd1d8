import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { compileConstraint, parseGrammar } from "../../src/constraints/index.js";
import { engineGrammar } from "./harness.js";
import { createSampler, random } from "./sampler.js";

const grammar = compileConstraint({ format: { type: "python" } })!.grammar;
const hasPython = spawnSync("python3", ["--version"]).status === 0;

const JUDGE = `
import ast, json, sys, warnings
warnings.simplefilter("ignore")
result = []
for source in json.load(sys.stdin):
    try:
        ast.parse(source)
    except Exception as error:
        result.append([source, str(error)])
        continue
    try:
        compile(source, "answer", "exec")
    except SyntaxError as error:
        if "duplicate argument" not in str(error) and "keyword argument repeated" not in str(error):
            result.append([source, "compile: " + str(error)])
print(json.dumps(result))
`;

test.skipIf(!hasPython)(
  "random texts of the grammar parse, and compile but for repeated argument names (needs python3)",
  () => {
    const sample = createSampler(parseGrammar(grammar), random(11));
    const sources = Array.from({ length: 500 }, () => sample());
    const run = spawnSync("python3", ["-c", JUDGE], { input: JSON.stringify(sources), encoding: "utf8" });
    expect(run.stderr).toBe("");
    expect(JSON.parse(run.stdout)).toEqual([]);
  },
  60_000,
);

const PROGRAM = `import os.path as p, sys
from . import a as b
from typing import Any

LIMIT: int = 10  # a note


def add(a: int, b=2, *args, key=None, **rest) -> int:
    """Adds two numbers.

    "Quotes" are fine.
    """
    # note
    total = a + b
    for i, x in enumerate(args):
        if i % 2 == 0 and x is not None:
            continue
        elif i > 5 or not x in (1, 2):
            break
        else:
            total += x ** 2
    while True:
        total -= 1
        if total < 0:
            break
    return total


class Shape(Base, metaclass=Meta):
    sides: int = 0

    @property
    def area(self):
        try:
            with open("f", 'r') as file:
                return file.read()[1:-1]
        except (ValueError, OSError) as error:
            raise RuntimeError(f"bad {error!r} {self.sides:.2f}") from error
        finally:
            pass


async def main():
    async with session as s:
        data = await s.get("url")
    return data

squares = [n * n for n in range(10) if n not in (3, 4)]
table = {
    "a": 1,
    **other,
}
result = sum(n for n in squares)
x, y = y, x
print(table["a"], key=lambda v: -v, *squares)
first = squares[0] if squares else None
assert add(1, 2) == 3, "wrong"
`;

test("an ordinary program is in the grammar", async () => {
  const { accepts } = await engineGrammar(grammar);
  const lines = PROGRAM.replace("key=lambda v: -v, *squares", "*squares, key=lambda v: -v");
  expect(accepts(lines)).toBe(true);
});

test.each([
  "x = b'a' + b\"\\x00\"",
  'x = r\'\\d\' + r"\\""',
  "x = '''a\n'b'\n'''",
  "x = ...",
  "x = 1_000 + 0x1F + 0o17 + 0b11 + 1.5j",
  "def f(a, /, b, *, c, d=1):\n    pass",
  "def f(a=1, /, b=2, *c, d, **e):\n    pass",
  "def f(cls, *, a):\n    ...",
  "f = lambda a, b=1, *c: a",
  "f = lambda *a, **b: a",
  "x = {**a}",
  "x = {**a, 'b': 1, **c}",
  "from a import (b, c as d,)",
  "from a import (\n    b,\n    c,\n)",
])("%j is too", async (source) => {
  const { accepts } = await engineGrammar(grammar);
  expect(accepts(source)).toBe(true);
});

test.each([
  "x = b'é'",
  "x = 1__0",
  "x = 1_",
  "x = r'\\'",
  "x = '''a",
  "def f(*):\n    pass",
  "def f(/, a):\n    pass",
  "def f(*, **a):\n    pass",
  "from a import ()",
  "return 1",
  "break",
  "def f():\npass",
  "def f():\n    break",
  "for x in y:\n    pass\nelse:\n    break",
  "1 = x",
  "f() = 1",
  "None = 1",
  "class = 1",
  "x = await y()",
  "def f(a=1, b):\n    pass",
  "try:\n    pass",
  "yield 1",
  "f(a=1, 2)",
  "x = (1",
  "if x:",
  "1.real",
  "'a",
  "  x = 1",
  "try:\n    pass\nexcept:\n    pass\nexcept A:\n    pass",
  "",
])("%j is not", async (source) => {
  const { accepts } = await engineGrammar(grammar);
  expect(accepts(source)).toBe(false);
});
