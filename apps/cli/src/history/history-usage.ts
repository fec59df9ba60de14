import type { Bilingual } from '@thaw/kernel';

export const USAGE: Bilingual = {
  zh: `用法：thaw history verify  --terminal 商户号/终端号 | --all [选项]
      thaw history rebuild --terminal 商户号/终端号 | --all [选项]
      thaw history drop    --before 年份 [--yes] [选项]

  verify   逐块核对流水的列存块与其原始交易是否一致
  rebuild  由原始交易重建列存块
  drop     删除该年份之前的全部交易（按 UTC 年），并重建受影响终端的列存块；有未了结案件用到的年份不删
           （未结案、仍可申诉，或依有权机关要求维持）；满 10 年（或按 THAW_HISTORY_YEARS）才可删
           须以表的所有者身份连接（DATABASE_OWNER_URL）

  --terminal 商户号/终端号  只处理这台终端，例如 100310054110001/A0000001
  --all                     处理所有有流水的终端
  --before 年份             例如 2016：删除 2015 年及更早的交易
  --yes                     不再询问
  --json                    输出 JSON
  --lang zh|en              语言，默认 zh

数据库地址从环境变量 DATABASE_URL 读取。
退出码：0 一致，或已完成；1 不一致，或未能全部完成，或被拒绝；2 参数有误，或无法连接数据库
`,
  en: `Usage: thaw history verify  --terminal MERCHANT_NO/TERMINAL_NO | --all [options]
       thaw history rebuild --terminal MERCHANT_NO/TERMINAL_NO | --all [options]
       thaw history drop    --before YEAR [--yes] [options]

  verify   compares the blocks of histories with the rows they were made of
  rebuild  makes the blocks anew from the rows
  drop     drops all transactions of earlier years (UTC), and rebuilds the blocks of the histories they began.
           Kept are years that a case rests on which is not closed, is open to appeal or is kept on an authority's order,
           and the last 10 whole years, or THAW_HISTORY_YEARS of them. Takes who owns the tables (DATABASE_OWNER_URL)

  --terminal numbers        only this terminal, e.g. 100310054110001/A0000001
  --all                     every terminal that has a history
  --before year             e.g. 2016: transactions of 2015 and earlier are dropped
  --yes                     do not ask
  --json                    print JSON
  --lang zh|en              language, default zh

The database is read from the environment, DATABASE_URL.
Exit code: 0 all agree, or done · 1 some differ, or not all was done, or refused · 2 wrong arguments, or no database
`,
};
