// Nest and a few of its parts ship ESM only: they are the packages that must be transformed for Jest's CommonJS.
const esmOnly = [
  '@nestjs',
  '@standard-schema',
  '@fastify/static',
  'content-disposition',
  'jose',
  'openid-client',
  'oauth4webapi',
  'otplib',
  '@otplib',
  '@noble',
  '@scure',
  'temporal-polyfill',
  'temporal-spec',
  'file-type',
  'strtok3',
  'token-types',
  'uint8array-extras',
  '@tokenizer',
  '@borewit',
];

/** Every path and way of failing: `*.fuller.test.ts` are played where the fuller sets are asked for, as CI does. */
const isFuller = process.env.THAW_TEST_LARGE === '1';

/** What a whole run plays in place of a project's own files: made by test/together.cjs. */
const together = JSON.parse(process.env.THAW_TEST_TOGETHER ?? 'null');

const shared = {
  rootDir: __dirname,
  testPathIgnorePatterns: ['/node_modules/', ...(isFuller ? [] : ['\\.fuller\\.test\\.ts$'])],
  testEnvironment: 'node',
  transform: {
    '^.+\\.[mc]?[tj]s$': ['@swc/jest', { swcrc: false, ...require('./test/support/swc-for-jest.cjs') }],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
  moduleNameMapper: {
    // file-type offers itself to `import` only.
    '^file-type$': '<rootDir>/node_modules/file-type/index.js',
    '^@thaw/platform/config$': '<rootDir>/libs/platform/src/config/index.ts',
    '^@thaw/platform/threads$': '<rootDir>/libs/platform/src/threads/index.ts',
    '^@thaw/registry/measures$': '<rootDir>/libs/registry/src/measures/index.ts',
    '^@thaw/risk/engine$': '<rootDir>/libs/risk/src/engine/index.ts',
    '^@thaw/risk/rules$': '<rootDir>/libs/risk/src/rules/index.ts',
    '^@thaw/sla/arithmetic$': '<rootDir>/libs/sla/src/arithmetic/index.ts',
    '^@thaw/transactions/records$': '<rootDir>/libs/transactions/src/records/index.ts',
    '^@thaw/cases/domain$': '<rootDir>/libs/cases/src/domain/index.ts',
    '^@thaw/([a-z]+)$': '<rootDir>/libs/$1/src/index.ts',
  },
};

module.exports = {
  // Real databases and processes on a shared machine: long enough not to fail for slowness, short enough to notice a hang.
  testTimeout: 120_000,
  ...(together && { testSequencer: './test/support/long-first.cjs' }),
  projects: [
    { ...shared, displayName: 'spec', testMatch: ['<rootDir>/{apps,libs,migrations}/**/*.spec.ts'] },
    {
      ...shared,
      displayName: 'medium',
      setupFiles: ['<rootDir>/test/support/remembered-hashes.ts'],
      testMatch: together?.medium ?? [
        `<rootDir>/test/{medium,security${process.env.THAW_PROOF === '1' ? ',prove' : ''}}/**/*.test.ts`,
      ],
      globalSetup: '<rootDir>/test/support/start-database.ts',
      globalTeardown: '<rootDir>/test/support/stop-database.ts',
    },
    {
      ...shared,
      displayName: 'stories',
      setupFiles: ['<rootDir>/test/support/remembered-hashes.ts'],
      testMatch: ['<rootDir>/test/stories/**/*.test.ts'],
      globalSetup: '<rootDir>/test/support/start-database.ts',
      globalTeardown: '<rootDir>/test/support/stop-database.ts',
    },
    {
      ...shared,
      displayName: 'e2e',
      testMatch: ['<rootDir>/test/{e2e,faults}/**/*.test.ts'],
      globalSetup: '<rootDir>/test/support/start-database.ts',
      globalTeardown: '<rootDir>/test/support/stop-database.ts',
    },
  ],
};
