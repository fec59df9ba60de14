import type { Bilingual } from '@thaw/kernel';
import { ConfigError } from '@thaw/platform/config';

/** What a command is given: its arguments and its environment. What it answers: the process's exit code. */
type Run = (args: readonly string[], env: NodeJS.ProcessEnv) => Promise<number>;

interface Command {
  readonly about: Bilingual;
  /** Loaded only when asked for: `scan` needs neither Nest nor a database, and starts in no time. */
  readonly load: () => Promise<Run>;
}

/** To add a command, add a line. */
const COMMANDS: Readonly<Record<string, Command>> = {
  up: {
    about: { zh: '启动整套系统（即 npm start）', en: 'start everything (the same as npm start)' },
    load: async () => (await import('./up/up.command.js')).runUp,
  },
  scan: {
    about: {
      zh: '用风险规则扫描一个 CSV 文件，无需数据库；scan replay 重放已保存的扫描',
      en: 'scan a CSV file with the risk rules; needs no database. `scan replay` runs a stored scan again',
    },
    load: () => Promise.resolve(scanOrReplay),
  },
  backtest: {
    about: {
      zh: '在一个 CSV 文件上比较多组规则参数，无需数据库',
      en: 'compare parameter sets over a CSV file; needs no database',
    },
    load: async () => {
      const { runBacktest } = await import('./backtest/backtest.command.js');
      return (args) => runBacktest(args);
    },
  },
  clocks: {
    about: {
      zh: '用题目文件核对期限算法；clocks verify、repair 按事件核对、修正案件的时钟',
      en: "hold the reckoning of deadlines against a file's; `clocks verify`, `repair`: clocks of cases against their events",
    },
    load: () => Promise.resolve(vectorsOrAudit),
  },
  audit: {
    about: {
      zh: '核对审计记录：数据库与导出的检查点，或一个案件的审计文件；audit key 打印公钥',
      en: "hold the audit against exported checkpoints, or a case's file against its own; `audit key` prints the public key",
    },
    load: async () => (await import('./audit/audit.command.js')).runAudit,
  },
  demo: {
    about: {
      zh: '在运行中的系统上演示一个案件的一生',
      en: 'drive one case from freeze to unfreeze on the running desk',
    },
    load: async () => (await import('./demo/demo.command.js')).runDemo,
  },
  import: {
    about: { zh: '把流水文件导入运行中的系统', en: 'import a history file into a running desk' },
    load: async () => (await import('./import/import.command.js')).runImport,
  },
  history: {
    about: {
      zh: '核对、重建流水的列存块，删除旧年份的流水',
      en: 'verify and rebuild the blocks of histories, drop old years',
    },
    load: async () => (await import('./history/history.command.js')).runHistory,
  },
  search: {
    about: {
      zh: '重建案件搜索索引（search rebuild）',
      en: 'make the search index of cases anew (search rebuild)',
    },
    load: async () => (await import('./search/search.command.js')).runSearch,
  },
  report: {
    about: {
      zh: '向运行中的系统报送终端定位或拒付',
      en: 'tell a running desk of location fixes or chargebacks',
    },
    load: async () => (await import('./report/report.command.js')).runReport,
  },
  prevention: {
    about: {
      zh: '把终端的巡检、升级与密码日期导入运行中的系统',
      en: 'import dates of inspections, updates and passwords of terminals into a running desk',
    },
    load: async () => (await import('./prevention/prevention.command.js')).runPrevention,
  },
  backup: {
    about: {
      zh: '把数据库与文件备份到一个文件',
      en: 'write the database and its files into one archive',
    },
    load: async () => (await import('./backup/backup.command.js')).runBackup,
  },
  restore: {
    about: {
      zh: '把备份恢复到空的系统，并核对审计记录',
      en: 'restore an archive into an empty desk, and verify its audit',
    },
    load: async () => (await import('./backup/restore.command.js')).runRestore,
  },
  retention: {
    about: {
      zh: '查看、执行保存期限：到期的案件资料与签购单',
      en: 'report or erase what cases have been kept long enough for',
    },
    load: async () => (await import('./retention/retention.command.js')).runRetention,
  },
  reset: {
    about: { zh: '清空本目录的演示数据', en: 'clear the demo data of this folder' },
    load: async () => (await import('./reset/reset.command.js')).runReset,
  },
  migrate: {
    about: { zh: '升级 DATABASE_URL 指向的数据库', en: 'bring the database of DATABASE_URL up to date' },
    load: async () => (await import('./up/migrate.command.js')).runMigrate,
  },
  user: {
    about: { zh: '管理用户，如创建首个管理员', en: 'manage users, e.g. create the first admin' },
    load: async () => (await import('./user/user.command.js')).runUser,
  },
  'gateway-simulator': {
    about: { zh: '启动终端系统模拟器', en: 'play the terminal system that carries out commands' },
    load: async () => (await import('./gateway-simulator/gateway-simulator.command.js')).runGatewaySimulator,
  },
  version: {
    about: { zh: '显示版本', en: 'print the version' },
    load: async () => (await import('./up/desk-home.js')).printVersion,
  },
};

/** Runs one command of the terminal door. */
export async function run(args: readonly string[]): Promise<number> {
  const [name = 'help', ...rest] = args;
  if (['help', '--help', '-h'].includes(name)) {
    process.stdout.write(usage());
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    process.stderr.write(`没有 “${name}” 这个命令。  There is no command “${name}”.\n\n${usage()}`);
    return 2;
  }
  try {
    return await (
      await command.load()
    )(rest, process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`环境变量有误：\n${error.message}\n`);
    return 2;
  }
}

/** `scan replay` needs a database, and what speaks to it; `scan` must not wait for that. */
const scanOrReplay: Run = async ([first, ...rest], env) => {
  if (first === 'replay') return (await import('./scan/replay.command.js')).runReplay(rest, env);
  const { runScan } = await import('./scan/scan.command.js');
  return runScan(first === undefined ? rest : [first, ...rest]);
};

/** `clocks verify` and `repair` need a database; `clocks vectors` must not wait for what speaks to it. */
const vectorsOrAudit: Run = async (args, env) => {
  if (args[0] === 'verify' || args[0] === 'repair')
    return (await import('./clocks/audit.command.js')).runClockAudit(args, env);
  return (await import('./clocks/clocks.command.js')).runClocks(args);
};

function usage(): string {
  const lines = Object.entries(COMMANDS).map(
    ([name, { about }]) => `  ${name.padEnd(18)}${about.zh}\n  ${''.padEnd(18)}${about.en}\n`,
  );
  return `用法 Usage: thaw <命令 command> [参数 arguments]\n\n${lines.join('')}`;
}

async function main(): Promise<void> {
  try {
    process.exitCode = await run(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  }
}

if (require.main === module) void main();
