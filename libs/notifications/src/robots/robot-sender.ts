import { Inject, Injectable } from '@nestjs/common';
import { DomainError, SystemClock } from '@thaw/kernel';
import { CONFIG, type Config } from '@thaw/platform';
import type { Outcome } from '../dispatches/outcome';
import { asFailure, postSigned } from '../webhooks/post-signed';
import { checkReach, isAllowedByName } from '../webhooks/webhook-url';
import { dingtalk } from './dingtalk';
import { feishu } from './feishu';
import { ROBOT_KINDS, type Robot, type RobotKind } from './robot';
import { wecom } from './wecom';

const ROBOTS: { readonly [kind in RobotKind]: Robot } = { wecom, dingtalk, feishu };

/** Says something in the staff's group chats, through the wall of webhooks. */
@Injectable()
export class RobotSender {
  /** Those that this desk has. */
  readonly kinds: readonly RobotKind[];

  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'robots' | 'webhooks'>) {
    this.kinds = ROBOT_KINDS.filter((kind) => config.robots[kind]);
  }

  /** One try. Throws nothing. */
  async send(kind: RobotKind, text: string): Promise<Outcome> {
    const target = this.config.robots[kind];
    if (!target) return { error: 'no_address', isFinal: true };
    const { allow } = this.config.webhooks;
    // By real time, whatever the desk's clock says: the other side holds it against its own.
    const { url, body } = ROBOTS[kind].request(target, text, new SystemClock().now());
    try {
      checkReach(url, allow);
    } catch (error) {
      if (error instanceof DomainError) return { error: 'connection', isFinal: false };
      throw error;
    }
    const anyAddress = isAllowedByName(url, allow);
    const { error, answer = '' } = await postSigned(url, {}, body, { anyAddress, keepsAnswer: true });
    if (error !== null) return { error: asFailure(error), isFinal: false };
    const said = ROBOTS[kind].answered(answer);
    return said === 'taken' ? { error: null, isFinal: true } : { error: said, isFinal: said === 'refused' };
  }
}
