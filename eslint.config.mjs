import hooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const ENV = {
  object: 'process',
  property: 'env',
  message:
    'The environment is read by readConfig() and readCliSettings(); a door hands it over in its main.ts.',
};
/** Under whatever name it is handed on. */
const ENV_NAME = {
  selector: "MemberExpression[object.name='env'], MemberExpression[object.property.name='env']",
  message:
    'A setting is declared, with its meaning, in libs/platform/src/config, and read through its schema.',
};
const NOW = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Ask the Clock: tests and the sandbox give their own time.',
  },
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Ask the Clock: tests and the sandbox give their own time.',
  },
];
const TEST_FILES = ['**/*.spec.ts', 'test/**/*.ts'];

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '.thaw/', 'coverage/', 'apps/web/src/client/schema.ts'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error', noInlineConfig: true } },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // A name for what a function makes: so an answer has one in the API's description.
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
      // A number in a text is as clear as it can be.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `() => (this.x = y)` and `() => resolve()` say what they do.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // Nest's modules are classes that hold nothing but their decorator.
      '@typescript-eslint/no-extraneous-class': [
        'error',
        { allowWithDecorator: true, allowStaticOnly: true },
      ],
      // Rows, jobs and files are read as what they were written as; the compiler cannot know, and a cast says so.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      // What the API answers is a shape; its class is there for the document's decorators only.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // Marked so to stand out: an identity provider on this very machine, as tests have it, is asked without TLS.
      '@typescript-eslint/no-deprecated': [
        'error',
        { allow: [{ from: 'package', package: 'openid-client', name: 'allowInsecureRequests' }] },
      ],
      'max-lines': ['error', { max: 300, skipBlankLines: true }],
      'no-console': 'error',
      'no-restricted-properties': ['error', ENV],
      'no-restricted-exports': [
        'error',
        { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } },
      ],
      eqeqeq: 'error',
    },
  },
  {
    files: ['libs/**/*.ts'],
    ignores: ['**/*.spec.ts', 'libs/kernel/src/clock.ts', 'libs/platform/src/**'],
    rules: { 'no-restricted-syntax': ['error', ENV_NAME, ...NOW] },
  },
  {
    files: ['apps/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: { 'no-restricted-syntax': ['error', ENV_NAME] },
  },
  {
    files: ['apps/**/*.ts', 'libs/**/*.ts'],
    ignores: ['libs/platform/**', '**/*.spec.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          name: 'typeorm',
          importNames: ['DataSource'],
          message: 'Only the platform connects; ask Database.asActor().',
        },
        { name: 'node:process', message: 'Use the global; what is restricted about it is seen there.' },
      ],
    },
  },
  {
    files: ['apps/*/src/main.ts', ...TEST_FILES],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    // A room of its own with its own compiler; the browser's clock is what it has.
    files: ['apps/web/**/*.{ts,tsx}'],
    extends: [hooks.configs.flat['recommended-latest']],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // Vite asks it for a default export, and reads where the desk is that it stands before.
    files: ['apps/web/vite.config.ts'],
    rules: { 'no-restricted-exports': 'off', 'no-restricted-properties': 'off' },
  },
  { files: ['apps/cli/**'], rules: { 'no-console': 'off' } },
  {
    // A schema is read as one, and a migration's steps are asynchronous by contract.
    files: ['migrations/**'],
    rules: { 'max-lines': 'off', '@typescript-eslint/require-await': 'off' },
  },
  {
    files: TEST_FILES,
    rules: {
      // expect(service.method) and jest's matchers of any shape.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    // Jest asks these two for a default export.
    files: ['test/support/start-database.ts', 'test/support/stop-database.ts'],
    rules: { 'no-restricted-exports': 'off' },
  },
);
