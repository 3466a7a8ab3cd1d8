// Type-checks one file in a fresh process and prints the milliseconds of CPU time it took.
import ts from "typescript";

const before = process.cpuUsage();
const program = ts.createProgram([process.argv[2]], {
  noEmit: true,
  strict: true,
  skipLibCheck: false,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts", "lib.dom.asynciterable.d.ts"],
  types: [],
});
const problems = ts.getPreEmitDiagnostics(program);
const { user, system } = process.cpuUsage(before);
if (problems.length) {
  const host = {
    getCanonicalFileName: (f) => f,
    getCurrentDirectory: () => process.cwd(),
    getNewLine: () => "\n",
  };
  throw new Error(ts.formatDiagnostics(problems, host));
}
console.log((user + system) / 1000);
