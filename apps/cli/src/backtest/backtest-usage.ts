import type { Bilingual } from '@thaw/kernel';

export const BACKTEST_USAGE: Bilingual = {
  zh: `用法：thaw backtest 文件.csv[.gz] --sets sets.json [选项]

  --sets 文件               要比较的参数组，JSON 数组；未写明的规则和参数取默认值：
                            [{"name": "现行"},
                             {"name": "从严", "rules": [{"code": "R1a", "weight": 10,
                                                       "parameters": {"max": 3000000}}]}]
                            每条规则可写 enabled、weight、parameters
  --set R1a.max=3000000 …   所有参数组的共同起点
  --rules R1a,R5            只比较这些规则
  --json                    输出 JSON，含每两组之间的差异、规则重叠和评分分布
  其余选项与 thaw scan 相同：--map --fee-profile --facts --time-zone --currency --amount-unit --card-type --lang

退出码：0 已完成；2 文件无法读取或参数有误
例：thaw backtest 流水.csv.gz --sets sets.json --map occurred_at=datetime amount=money card=card
`,
  en: `Usage: thaw backtest FILE.csv[.gz] --sets sets.json [options]

  --sets file               the parameter sets to compare, a JSON array; what a set does not name is the default:
                            [{"name": "now"},
                             {"name": "strict", "rules": [{"code": "R1a", "weight": 10,
                                                           "parameters": {"max": 3000000}}]}]
                            Each rule may have enabled, weight and parameters.
  --set R1a.max=3000000 …   what all sets begin with
  --rules R1a,R5            only these rules
  --json                    print JSON, with what changes between any two sets, overlaps and scores
  All else as for thaw scan: --map --fee-profile --facts --time-zone --currency --amount-unit --card-type --lang

Exit code: 0 done · 2 the file cannot be read, or the arguments are wrong
Example: thaw backtest sales.csv.gz --sets sets.json --lang en --map occurred_at=datetime amount=money card=card
`,
};
