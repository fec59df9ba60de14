import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PROJECT_ROOT } from '../support/process-peer';

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
}

/** Runs the house's own rules over a small tree of our making. */
function violationsIn(files: Readonly<Record<string, string>>): string[] {
  const root = mkdtempSync(join(tmpdir(), 'thaw-walls-'));
  try {
    for (const name of ['tsconfig.json', 'package.json'])
      copyFileSync(join(PROJECT_ROOT, name), join(root, name));
    symlinkSync(join(PROJECT_ROOT, 'node_modules'), join(root, 'node_modules'));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const cruise = join(PROJECT_ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const config = join(PROJECT_ROOT, '.dependency-cruiser.cjs');
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [cruise, '--config', config, '--output-type', 'json', 'apps', 'libs', 'migrations', 'test'],
      { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 ** 2 },
    );
    if (!stdout) throw new Error(stderr);
    const { summary } = JSON.parse(stdout) as { summary: { violations: Violation[] } };
    return summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`).sort();
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const ROOMS = [
  'kernel',
  'jobs',
  'platform',
  'identity',
  'registry',
  'sla',
  'audit',
  'notifications',
  'desk',
] as const;

/** A house in which every import is allowed: each room uses all below it, by their doors. */
const HOUSE: Readonly<Record<string, string>> = {
  'libs/kernel/src/index.ts': `export * from './money';`,
  'libs/kernel/src/money.ts': `import { createHash } from 'node:crypto'; export const money = createHash;`,
  'libs/jobs/src/index.ts': `import { money } from '@thaw/kernel'; export const jobs = money;`,
  'libs/platform/src/index.ts': `import { Client } from 'pg'; import { jobs } from '@thaw/jobs';
    import { Queue } from 'bullmq'; import { Redis } from 'ioredis'; export const platform = [Client, jobs, Queue, Redis];`,
  'libs/identity/src/index.ts': `import { platform } from '@thaw/platform'; export const identity = platform;`,
  'libs/registry/src/index.ts': `import { Entity } from 'typeorm'; import { narrowed } from './measures'; export const registry = [Entity, narrowed];`,
  'libs/registry/src/measures/index.ts': `import { money } from '@thaw/kernel'; export const narrowed = money;`,
  'libs/sla/src/index.ts': `import { due } from './arithmetic'; export const sla = due;`,
  'libs/sla/src/arithmetic/index.ts': `import { money } from '@thaw/kernel'; export const due = money;`,
  'libs/audit/src/index.ts': `import { money } from '@thaw/kernel'; export const audit = money;`,
  'libs/notifications/src/index.ts': `import { money } from '@thaw/kernel'; export const notifications = money;`,
  'libs/desk/src/index.ts': `import { platform } from '@thaw/platform'; export const desk = platform;`,
  'libs/transactions/src/index.ts': `import { registry } from '@thaw/registry'; import { read } from './records';
    export const transactions = [registry, read];`,
  'libs/transactions/src/records/index.ts': `import { createReadStream } from 'node:fs'; export const read = createReadStream;`,
  'libs/risk/src/index.ts': `import { transactions } from '@thaw/transactions'; import { rules } from './rules';
    export const risk = [transactions, rules];`,
  'libs/risk/src/rules/index.ts': `import { money } from '@thaw/kernel'; export const rules = money;`,
  'libs/cases/src/index.ts': `import { Injectable } from '@nestjs/common'; import { risk } from '@thaw/risk';
    import { identity } from '@thaw/identity'; import { decide } from './domain'; export const cases = [Injectable, risk, identity, decide];`,
  'libs/cases/src/domain/index.ts': `import { due } from '@thaw/sla/arithmetic'; import { rules } from '@thaw/risk/rules';
    import { narrowed } from '@thaw/registry/measures'; export const decide = [due, rules, narrowed];`,
  'apps/api/src/main.ts': `import { cases } from '@thaw/cases'; import { decide } from '@thaw/cases/domain'; export const api = [cases, decide];`,
  'apps/worker/src/main.ts': `import { notifications } from '@thaw/notifications'; import { audit } from '@thaw/audit';
    import { sla } from '@thaw/sla'; import { desk } from '@thaw/desk'; export const worker = [notifications, audit, sla, desk];`,
  'apps/cli/src/main.ts': `import { read } from '@thaw/transactions/records'; export const cli = read;`,
  'apps/web/src/main.ts': `import { client } from './client'; export const web = client;`,
  'apps/web/src/client.ts': `export const client = 1;`,
  'migrations/index.ts': `import type { QueryRunner } from 'typeorm'; export type Runner = QueryRunner;`,
  'test/medium/any.test.ts': `import { money } from '../../libs/kernel/src/money'; import { api } from '../../apps/api/src/main'; export const any = [money, api];`,
};

interface Breach {
  readonly rule: string;
  readonly path: string;
  readonly text: string;
}

/** What must not be, and the wall that stops it: each breach is one file in an otherwise sound house. */
const BREACHES: readonly Breach[] = [
  ...ROOMS.map((room) => ({
    rule: `layer-${room}`,
    path: `libs/${room}/src/up.ts`,
    text: `import { risk } from '@thaw/risk'; export const up = risk;`,
  })),
  {
    rule: 'layer-jobs',
    path: 'libs/jobs/src/side.ts',
    text: `import { platform } from '@thaw/platform'; export const side = platform;`,
  },
  {
    rule: 'layer-identity',
    path: 'libs/identity/src/leaf.ts',
    text: `import { registry } from '@thaw/registry'; export const leaf = registry;`,
  },
  {
    rule: 'layer-audit',
    path: 'libs/audit/src/leaf.ts',
    text: `import { notifications } from '@thaw/notifications'; export const leaf = notifications;`,
  },
  {
    rule: 'layer-transactions',
    path: 'libs/transactions/src/up.ts',
    text: `import { risk } from '@thaw/risk'; export const up = risk;`,
  },
  {
    rule: 'layer-risk',
    path: 'libs/risk/src/up.ts',
    text: `import { cases } from '@thaw/cases'; export const up = cases;`,
  },
  {
    rule: 'layer-cases',
    path: 'libs/cases/src/up.ts',
    text: `import { api } from '../../../apps/api/src/main'; export const up = api;`,
  },
  {
    rule: 'by-the-door-only',
    path: 'libs/risk/src/window.ts',
    text: `import { money } from '../../kernel/src/money'; export const w = money;`,
  },
  {
    rule: 'apps-by-the-door-only',
    path: 'apps/api/src/window.ts',
    text: `import { money } from '../../../libs/kernel/src/money'; export const w = money;`,
  },
  {
    rule: 'apps-apart',
    path: 'apps/api/src/neighbour.ts',
    text: `import { worker } from '../../worker/src/main'; export const n = worker;`,
  },
  {
    rule: 'web-alone',
    path: 'apps/web/src/peek.ts',
    text: `import { money } from '@thaw/kernel'; export const peek = money;`,
  },
  {
    rule: 'pure-rooms',
    path: 'libs/kernel/src/impure.ts',
    text: `import { Injectable } from '@nestjs/common'; export const i = Injectable;`,
  },
  {
    rule: 'pure-rooms',
    path: 'libs/jobs/src/impure.ts',
    text: `import { Entity } from 'typeorm'; export const i = Entity;`,
  },
  {
    rule: 'pure-rooms',
    path: 'libs/sla/src/arithmetic/impure.ts',
    text: `import { Entity } from 'typeorm'; export const i = Entity;`,
  },
  {
    rule: 'pure-rooms',
    path: 'libs/registry/src/measures/impure.ts',
    text: `import { Entity } from 'typeorm'; export const i = Entity;`,
  },
  {
    rule: 'pure-rooms',
    path: 'libs/risk/src/rules/impure.ts',
    text: `import { Entity } from 'typeorm'; export const i = Entity;`,
  },
  {
    rule: 'pure-rooms',
    path: 'libs/transactions/src/records/impure.ts',
    text: `import { Entity } from 'typeorm'; export const i = Entity;`,
  },
  {
    rule: 'pure-rooms',
    path: 'libs/cases/src/domain/impure.ts',
    text: `import { Entity } from 'typeorm'; export const i = Entity;`,
  },
  {
    rule: 'pure-without-io',
    path: 'libs/risk/src/rules/io.ts',
    text: `import { readFileSync } from 'node:fs'; export const io = readFileSync;`,
  },
  {
    rule: 'pure-without-io',
    path: 'libs/cases/src/domain/io.ts',
    text: `import { randomUUID } from 'node:crypto'; export const io = randomUUID;`,
  },
  {
    rule: 'drivers-in-the-platform',
    path: 'libs/identity/src/driver.ts',
    text: `import { Client } from 'pg'; export const d = Client;`,
  },
  {
    rule: 'drivers-in-the-platform',
    path: 'apps/worker/src/driver.ts',
    text: `import { Worker } from 'bullmq'; export const d = Worker;`,
  },
  {
    rule: 'drivers-in-the-platform',
    path: 'apps/cli/src/driver.ts',
    text: `import { Redis } from 'ioredis'; export const d = Redis;`,
  },
  {
    rule: 'no-test-in-the-house',
    path: 'libs/platform/src/tested.ts',
    text: `import { any } from '../../../test/medium/any.test'; export const t = any;`,
  },
  {
    rule: 'no-development-package',
    path: 'apps/api/src/dev.ts',
    text: `import { parse } from 'yaml'; export const d = parse;`,
  },
  {
    rule: 'no-drawer',
    path: 'apps/api/src/drawer.ts',
    text: `import { u } from './utils'; export const d = u;`,
  },
  {
    rule: 'resolvable',
    path: 'apps/api/src/lost.ts',
    text: `import { nothing } from './nowhere'; export const l = nothing;`,
  },
  { rule: 'no-orphan', path: 'libs/kernel/src/forgotten.ts', text: `export const forgotten = 1;` },
  {
    rule: 'no-cycle',
    path: 'libs/risk/src/ring.ts',
    text: `import { ring2 } from './ring2'; export const ring = (): unknown => ring2;`,
  },
];

const COMPANIONS: Readonly<Record<string, string>> = {
  'apps/api/src/utils.ts': `export const u = 1;`,
  'libs/risk/src/ring2.ts': `import { ring } from './ring'; export const ring2 = (): unknown => ring;`,
};

describe('the walls of the house', () => {
  it('let through what is allowed', () => {
    expect(violationsIn(HOUSE)).toEqual([]);
  });

  const found = violationsIn({
    ...HOUSE,
    ...COMPANIONS,
    ...Object.fromEntries(BREACHES.map(({ path, text }) => [path, text])),
  });

  it.each(BREACHES)('$rule stops $path', ({ rule, path }) => {
    expect(found).toContain(`${rule}: ${path}`);
  });

  it('stop nothing else', () => {
    const own = new Set([...BREACHES.map(({ path }) => path), ...Object.keys(COMPANIONS)]);
    expect(found.filter((line) => !own.has(line.split(': ')[1] ?? ''))).toEqual([]);
  });

  it('each have a breach here that shows them', () => {
    const config = spawnSync(
      process.execPath,
      ['-p', `JSON.stringify(require('./.dependency-cruiser.cjs').forbidden.map((rule) => rule.name))`],
      { cwd: PROJECT_ROOT, encoding: 'utf8' },
    );
    const names = JSON.parse(config.stdout) as string[];
    expect([...new Set(BREACHES.map(({ rule }) => rule))].sort()).toEqual(names.sort());
  });
});
