/** Group chats in which a robot can say something. */
export const ROBOT_KINDS = ['wecom', 'dingtalk', 'feishu'] as const;
export type RobotKind = (typeof ROBOT_KINDS)[number];

/** Where a robot listens. The address holds its token, so that it is a secret as a whole. */
export interface RobotTarget {
  readonly url: string;
  /** Null where it takes what is not signed. */
  readonly secret: string | null;
}

export interface RobotRequest {
  readonly url: URL;
  readonly body: string;
}

/** Whether it said it: `put_off`: not now; `refused`: another try would end as this one did. */
export type RobotAnswer = 'taken' | 'put_off' | 'refused';

/** One maker's way: what is posted, and what the answer means, which comes with status 200 whatever it says. */
export interface Robot {
  request(target: RobotTarget, text: string, now: Date): RobotRequest;
  answered(body: string): RobotAnswer;
}

/** By the code that an answer carries in one of these fields; what cannot be read is no answer. */
export function byCode(body: string, fields: readonly string[], later: readonly number[]): RobotAnswer {
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    return 'put_off';
  }
  if (typeof answer !== 'object' || answer === null) return 'put_off';
  const said = answer as Record<string, unknown>;
  const code = fields.map((field) => said[field]).find((value) => typeof value === 'number');
  if (code === undefined) return 'put_off';
  if (code === 0) return 'taken';
  return later.includes(code) ? 'put_off' : 'refused';
}
