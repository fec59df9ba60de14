/**
 * Words that no fixed text for merchants says: a template is used on any case, and on one under a reason that must not be
 * told they would tell it. A list of what a slip of the pen looks like, beside the variables, which is what holds.
 */
export const TELLING_WORDS: readonly RegExp[] = [
  /洗钱|恐怖融资|可疑交易报告/u,
  /涉赌|赌博|涉诈|电信(?:网络)?诈骗/u,
  /公安|警方|警察|检察院|法院|司法冻结|有权机关/u,
  /\bAML\b|\blaunder\w*|suspicious (?:transaction|activity) report/iu,
  /\bgambl\w*|telecom(?:munications?)? fraud/iu,
  /\bpolice\b|\bprosecutors?\b|\bcourt order\b|authorit(?:y|ies)[’']s? order/iu,
];
