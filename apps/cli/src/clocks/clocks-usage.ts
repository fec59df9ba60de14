import type { Bilingual } from '@thaw/kernel';

export const CLOCKS_USAGE: Bilingual = {
  zh: `用法：thaw clocks vectors 文件.json [选项]
      thaw clocks verify [选项]
      thaw clocks repair [--yes] [--by 姓名] [选项]

  verify    按案件的事件、各版日历重算全部案件的时钟，列出与库中不同之处（案件号、时钟、字段、库中值、重算值）
  repair    将不同之处改写为重算值，每个案件留下一条事件，写明由谁、改了什么；可重复运行，也可在系统运行时运行
    --yes        不再询问
    --by 姓名    由谁修正，默认为本机登录名
  二者都需要 DATABASE_URL。

  vectors：
  用文件自带的日历与题目核对本系统的期限算法，无需服务或数据库。题目（vectors）可问：
    add、sub       在工作时间上加减秒数          elapsed   两个时刻之间的工作秒数
    is_open        某时刻是否在工作时间内        find      某日之后（前）第 n 个工作日
    range          两日之间的工作日数            received、days   法定期限的最后一日
  工作日与法定期限按国务院公布的放假安排（含调休）计算。

  --json       输出 {"agree": N, "differ": M, "first": …}；verify、repair 每处不同一行，末行为合计
  --lang zh|en 语言，默认 zh

退出码：0 全部一致，或已修正；1 有不一致，或未获确认；2 文件无法读取、参数有误，或没有数据库
`,
  en: `Usage: thaw clocks vectors FILE.json [options]
       thaw clocks verify [options]
       thaw clocks repair [--yes] [--by NAME] [options]

  verify    recomputes every clock of every case from the events of the case and the calendars of their revisions, and
            prints where what is stored differs: case, clock, field, stored, reckoned
  repair    writes what differs as it is reckoned, with an event on each case that says by whom and what; may be run
            again, and while the desk works
    --yes        without asking
    --by NAME    by whom, default the name of this login
  Both need DATABASE_URL.

  vectors:
  Holds the desk's reckoning of time against the questions of a file, with the calendars that it brings; needs neither
  server nor database. Its vectors may ask:
    add, sub       open time added or taken away, in seconds    elapsed   open seconds between two instants
    is_open        whether an instant lies in open time         find      the n-th working day after (before) a day
    range          working days between two days                received, days   the last day of a statutory period
  Working days and statutory periods follow the State Council's arrangement of holidays, makeup days included.

  --json        print {"agree": N, "differ": M, "first": …}; of verify and repair a line a difference, then the counts
  --lang zh|en  language, default zh

Exit code: 0 all agree, or put right · 1 some differ, or not confirmed · 2 the file cannot be read, wrong arguments, or
no database
`,
};
