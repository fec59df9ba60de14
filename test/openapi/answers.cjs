'use strict';
// What each operation answers, as JSON Schema, read from the return types of the controllers: the types that the
// compiler checks are the only place where an answer is described. `--check` compares and writes nothing.
const fs = require('node:fs');
const { join } = require('node:path');
const ts = require('typescript');
const prettier = require('prettier');
const { SchemaOf } = require('./schema-of.cjs');

const ROOT = join(__dirname, '..', '..');
const FILE = join(ROOT, 'apps', 'api', 'src', 'openapi', 'answers.json');

function answers() {
  const program = programOf();
  const checker = program.getTypeChecker();
  const schemaOf = new SchemaOf(checker);
  const operations = {};
  for (const { method, operationId } of operationsOf(program)) {
    const signature = checker.getSignatureFromDeclaration(method);
    const answer = checker.getAwaitedType(checker.getReturnTypeOfSignature(signature));
    const schema = schemaOf.answer(answer, operationId);
    if (schema) operations[operationId] = schema;
  }
  return { operations: sorted(operations), schemas: sorted(schemaOf.schemas) };
}

function programOf() {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, ROOT);
  const rootNames = [];
  const walk = (folder) => {
    for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (/\.(controller|module)\.ts$/.test(path)) rootNames.push(path);
    }
  };
  walk(join(ROOT, 'apps', 'api', 'src'));
  return ts.createProgram({
    rootNames: rootNames.sort(),
    options: { ...options, incremental: false, noEmit: true },
  });
}

function operationsOf(program) {
  const found = [];
  const roots = new Set(program.getRootFileNames());
  for (const source of program.getSourceFiles()) {
    if (!roots.has(source.fileName)) continue;
    source.forEachChild((node) => {
      if (!ts.isClassDeclaration(node)) return;
      for (const method of node.members.filter(ts.isMethodDeclaration)) {
        const operationId = operationIdOf(method);
        if (operationId && !isDescribed(method)) found.push({ method, operationId });
      }
    });
  }
  return found;
}

/** Decorators that name an operation: by a member of what they are given, or by their first argument. */
function operationIdOf(method) {
  for (const { expression } of ts.getDecorators(method) ?? []) {
    if (!ts.isCallExpression(expression)) continue;
    const name = expression.expression.getText();
    const first = expression.arguments[0];
    if (name === 'TakesFile' || name === 'GivesFile') return first.text;
    const given = first?.properties?.find((property) => property.name?.getText() === 'operationId');
    if (name === 'ApiOperation' && given) return given.initializer.text;
  }
  return null;
}

/** The decorators of the answer say themselves what it holds: a class of its own, or a form that no type tells. */
const isDescribed = (method) =>
  (ts.getDecorators(method) ?? []).some(
    ({ expression }) =>
      ts.isCallExpression(expression) &&
      /^Api(Ok|Created|Accepted)Response$/.test(expression.expression.getText()) &&
      (expression.arguments[0]?.properties ?? []).some(({ name }) =>
        /^(type|schema|content)$/.test(name?.getText()),
      ),
  );

const sorted = (record) => Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

async function main() {
  const text = await prettier.format(JSON.stringify(answers()), {
    ...(await prettier.resolveConfig(FILE)),
    parser: 'json',
  });
  if (!process.argv.includes('--check')) {
    fs.writeFileSync(FILE, text);
    return;
  }
  if (fs.existsSync(FILE) && fs.readFileSync(FILE, 'utf8') === text) return;
  process.stderr.write(
    'apps/api/src/openapi/answers.json is not what the controllers answer: npm run openapi\n',
  );
  process.exitCode = 1;
}

main().catch((error) => {
  process.stderr.write(`${error.expected ? error.message : error.stack}\n`);
  process.exitCode = 1;
});
