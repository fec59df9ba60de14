/**
 * Words that no text for merchants says, whatever its case is about: on one under a reason that must not be told they would
 * tell it, and said on others alone their absence would. They are sought in texts {@link asRead}: in simplified
 * characters, with nothing between those of one word. What only looks like one of them is let be: 办公安排 names no police.
 */
export const TELLING_WORDS: readonly RegExp[] = [
  // Laundering and terror.
  /(?<![清冲刷干湿水淘搓漂涮])洗黑?钱|恐怖(?:主义|组织|分子|活动|融资)|反恐融资|制裁名单/u,
  /可疑交易(?:报告|上报|报送)|(?:上报|报送)了?可疑交易|(?:强化|加强)(?:客户)?尽(?:职调查|调)/u,
  /(?<![a-z0-9])aml(?![a-z0-9])|\bterror(?:ism|ists?)\b|\bsanctions? lists?\b|\btip(?:ped|ping)?[ -]?off\b/iu,
  /\blaunder(?!ettes?\b)(?!\w* (?:of )?(?:bed )?(?:linens?|clothes|clothing|garments?|uniforms?|towels?|sheets)\b)\w*/iu,
  /\bsuspicious (?:transactions?|activit(?:y|ies)) reports?\b|\breport\w* (?:\w+ ){0,3}as suspicious\b/iu,
  /\benhanced due diligence\b|\bfinancial intelligence\b|\bproceeds of (?:crime|fraud)\b/iu,
  // Gambling and fraud. A warning to the reader is none.
  /涉赌|赌博|网赌|聚赌|赌资|赌场|涉诈|反诈|断卡行动|诈骗(?:资金|款|案|团伙|嫌疑|分子|活动|犯罪)|涉嫌.{0,4}诈骗|电诈/u,
  /(?<!(?:谨防|警惕|提防|当心|小心)(?:电信|网络)?)(?:电信网络|网络电信|电信|网络)诈骗/u,
  /\bgambl\w*|\btelecom(?:munications?)?[ -]fraud\b/iu,
  // Authorities and what they do.
  /(?<![办对因])公安(?![装排置县])|(?<![报告火])警方(?![式法便案向])|警察|(?<![居市村农])民警|刑警|网警(?![报示告戒])/u,
  /经侦(?![测听])|派出所(?!旁|对面|附近|隔壁|斜对面)|国家安全机关|缉私|(?<!体)检察(?!觉)|监察委|纪检(?:监察|委)|纪委监委/u,
  /(?<!书)法院(?![路街校旁]|对面|附近|隔壁)|司法(?:冻结|机关|协助|查控|扣押|部门)|有权机关|执法(?:机关|部门|单位|人员)/u,
  /办案(?:机关|单位|部门|人员)|协查|协助冻结|冻结令|(?<![检排核抽])查控(?!制)|侦查|刑事|(?<![干牵])涉案(?!例)/u,
  /\bpolice\w*|\bprosecut(?:ors?|ions?|ed|ing)\b|\blaw enforcement\b|\bpublic security\b(?! cameras?\b)/iu,
  /(?<!\b(?:food|tennis|basketball|badminton|squash|sports) )\bcourt[ -]?(?:orders?|ordered|rulings?|warrants?)\b/iu,
  /\b(?:ordered|frozen|requested|asked|issued) by (?:the|a|any) court\b|\bthe court (?:has|had|froze|wants|asks)\b/iu,
  /\b(?:freez(?:e|ing)|search|arrest) (?:orders?|warrants?)\b|\bjudicial(?:ly)? fr[eo]\w+|\bcriminal (?:cases?|investigations?|proceedings?)\b/iu,
  /\bauthorit(?:y|ies)['’]?s?[ '’]orders?\b|\b(?:competent|judicial) authorit(?:y|ies)\b|\border of (?:\w+ ){0,2}authorit(?:y|ies)\b/iu,
];
