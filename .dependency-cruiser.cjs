// The walls of the house. Imports run one way:
//   kernel ← jobs, platform ← identity, registry, sla, audit, notifications, desk ← transactions ← risk ← cases ← apps
const LAYERS = [
  ['kernel'],
  ['jobs'],
  ['platform'],
  ['identity', 'registry', 'sla', 'audit', 'notifications', 'desk'],
  ['transactions'],
  ['risk'],
  ['cases'],
];
/** Besides its index.ts a room may have one pure second door. */
const DOORS = [
  '^libs/[a-z]+/src/index\\.ts$',
  '^libs/platform/src/config/index\\.ts$',
  '^libs/platform/src/threads/index\\.ts$',
  '^libs/registry/src/measures/index\\.ts$',
  '^libs/risk/src/rules/index\\.ts$',
  '^libs/risk/src/engine/index\\.ts$',
  '^libs/cases/src/domain/index\\.ts$',
  '^libs/sla/src/arithmetic/index\\.ts$',
  '^libs/transactions/src/records/index\\.ts$',
];
const PURE =
  '^libs/(kernel/|jobs/|platform/src/(config|threads)/|sla/src/arithmetic/|registry/src/(measures/|invalid-request\\.ts$)|risk/src/(rules|engine|simulator)/|transactions/src/records/|cases/src/domain/)';
const TESTS = '(\\.spec\\.ts$|^test/)';
const packages = (...names) => `(^|node_modules/)(${names.join('|')})(/|$)`;

/** Each layer may import those below it and its own room; a leaf never its neighbour. */
const layerRules = LAYERS.flatMap((rooms, i) =>
  rooms.map((room) => {
    const allowed = [...LAYERS.slice(0, i).flat(), room].join('|');
    return {
      name: `layer-${room}`,
      comment: `${room} may import only: ${allowed.replaceAll('|', ', ')}.`,
      severity: 'error',
      from: { path: `^libs/${room}/`, pathNot: TESTS },
      to: { path: '^(libs|apps|migrations)/', pathNot: `^libs/(${allowed})/` },
    };
  }),
);

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...layerRules,
    {
      name: 'by-the-door-only',
      comment: 'A room is entered by its index.ts or its pure second door, never through the window.',
      severity: 'error',
      from: { path: '^libs/([a-z]+)/', pathNot: TESTS },
      to: { path: '^libs/', pathNot: ['^libs/$1/', ...DOORS] },
    },
    {
      name: 'apps-by-the-door-only',
      comment: 'An app, too, enters a room by its door.',
      severity: 'error',
      from: { path: '^(apps|migrations)/', pathNot: TESTS },
      to: { path: '^libs/', pathNot: DOORS },
    },
    {
      name: 'apps-apart',
      comment: 'Apps are doors: none leads through another.',
      severity: 'error',
      from: { path: '^apps/([a-z]+)/', pathNot: TESTS },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'web-alone',
      comment: 'The browser door knows the house only through its generated client.',
      severity: 'error',
      from: { path: '^apps/web/' },
      to: { path: '^(libs|apps|migrations|test)/', pathNot: '^apps/web/' },
    },
    {
      name: 'pure-rooms',
      comment: 'What is pure stays testable and portable: no framework, no database, no queue.',
      severity: 'error',
      from: { path: PURE, pathNot: TESTS },
      to: {
        path: packages('@nestjs', 'typeorm', 'bullmq', 'ioredis', 'pg', 'pg-copy-streams', 'fastify', 'pino'),
      },
    },
    {
      name: 'pure-without-io',
      comment:
        "Rules and the lifecycle are given everything: they reach for no file, network, process or clock of Node's.",
      severity: 'error',
      from: { path: '^libs/(risk/src/rules|cases/src/domain)/', pathNot: TESTS },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'drivers-in-the-platform',
      comment:
        'Only the platform speaks to the database and the queue; everyone else asks Database and Queues.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: ['^libs/platform/', TESTS] },
      to: { path: packages('pg', 'bullmq', 'ioredis') },
    },
    {
      name: 'no-test-in-the-house',
      comment: 'What serves never needs what tests.',
      severity: 'error',
      from: { path: '^(apps|libs|migrations)/', pathNot: TESTS },
      to: { path: TESTS },
    },
    {
      name: 'no-development-package',
      comment: 'What serves is installed without the development packages.',
      severity: 'error',
      from: { path: '^(apps|libs|migrations)/', pathNot: TESTS },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-cycle',
      comment:
        'Two files that need each other are one subject, or hide a third. Types alone may know each other.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphan',
      comment: 'A file that nobody imports and that imports nobody was forgotten.',
      severity: 'error',
      // The guard is loaded by name, before the process it guards.
      from: {
        orphan: true,
        pathNot: [TESTS, '\\.d\\.ts$', '^apps/web/', '^apps/cli/src/up/orphan-guard\\.ts$'],
      },
      to: {},
    },
    {
      name: 'no-drawer',
      comment: 'utils, common, shared and helpers say nothing about what lies in them.',
      severity: 'error',
      from: {},
      to: { path: '/(utils?|commons?|shared|helpers?)[/.]', pathNot: 'node_modules' },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'An import that leads nowhere.',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^dist/', '^test/bench/'] },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.cjs', '.mjs', '.json', '.d.ts'],
    },
  },
};
