import type { Bilingual } from '@thaw/kernel';

export const CLOCKS_USAGE: Bilingual = {
  zh: `用法：thaw clocks vectors 文件.json [选项]

  用文件自带的日历与题目核对本系统的期限算法，无需服务或数据库。题目（vectors）可问：
    add、sub       在工作时间上加减秒数          elapsed   两个时刻之间的工作秒数
    is_open        某时刻是否在工作时间内        find      某日之后（前）第 n 个工作日
    range          两日之间的工作日数            received、days   法定期限的最后一日
  工作日与法定期限按国务院公布的放假安排（含调休）计算。

  --json       输出 {"agree": N, "differ": M, "first": …}
  --lang zh|en 语言，默认 zh

退出码：0 全部一致；1 有不一致；2 文件无法读取，或参数有误
`,
  en: `Usage: thaw clocks vectors FILE.json [options]

  Holds the desk's reckoning of time against the questions of a file, with the calendars that it brings; needs neither
  server nor database. Its vectors may ask:
    add, sub       open time added or taken away, in seconds    elapsed   open seconds between two instants
    is_open        whether an instant lies in open time         find      the n-th working day after (before) a day
    range          working days between two days                received, days   the last day of a statutory period
  Working days and statutory periods follow the State Council's arrangement of holidays, makeup days included.

  --json        print {"agree": N, "differ": M, "first": …}
  --lang zh|en  language, default zh

Exit code: 0 all agree · 1 some differ · 2 the file cannot be read, or wrong arguments
`,
};
