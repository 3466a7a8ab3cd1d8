// What the server's sources write one way only, found in their syntax trees.
import ts from "typescript";

/** @param {ts.Expression | undefined} expression */
const isFunction = (expression) =>
  expression !== undefined && (ts.isArrowFunction(expression) || ts.isFunctionExpression(expression));

/** @param {ts.Node} node @returns {readonly ts.Modifier[]} */
const modifiersOf = (node) => (ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : []);

/** @param {ts.Node} node @param {ts.SyntaxKind[]} kinds */
const has = (node, ...kinds) => modifiersOf(node).some(({ kind }) => kinds.includes(kind));

const { PrivateKeyword, ProtectedKeyword, PublicKeyword, ReadonlyKeyword } = ts.SyntaxKind;

/** @param {ts.Node} node @returns {string | undefined} What is wrong with the node by itself. */
function problemOf(node) {
  if (ts.isParameter(node) && has(node, PrivateKeyword, ProtectedKeyword, PublicKeyword, ReadonlyKeyword))
    return "a member is declared in the class, not in the constructor's parameters";
  if (has(node, PrivateKeyword) && !ts.isConstructorDeclaration(node))
    return "a private member begins with #";
  if (
    (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isClassDeclaration(node)) &&
    node.name
  )
    return /^[A-Z][A-Za-z0-9]*$/.test(node.name.text) ? undefined : "types are in PascalCase";
  if (ts.isEnumDeclaration(node)) return "an enum is a union of strings";
  return undefined;
}

/** @param {ts.VariableDeclaration} declaration @returns {string | undefined} */
function problemOfConstant({ name, initializer }) {
  if (!ts.isIdentifier(name)) return undefined;
  if (isFunction(initializer)) return "a named function is a function declaration";
  return /^[A-Z]/.test(name.text) ? "constants are in camelCase" : undefined;
}

/**
 * Where a source leaves the dialect, each as `line: what is wrong (the words in question)`.
 * @param {string} path
 * @param {string} text
 */
export function dialectProblems(path, text) {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  /** @type {string[]} */
  const problems = [];
  /** @param {ts.Node} node @param {string | undefined} problem */
  const report = (node, problem) => {
    if (!problem) return;
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    problems.push(`${path}:${line + 1}: ${problem} (${node.getText().split("\n")[0]})`);
  };
  /** @param {ts.Node} node */
  const visit = (node) => {
    report(node, problemOf(node));
    ts.forEachChild(node, visit);
  };
  for (const statement of file.statements) {
    visit(statement);
    if (ts.isVariableStatement(statement))
      for (const declaration of statement.declarationList.declarations)
        report(declaration, problemOfConstant(declaration));
  }
  return problems;
}
