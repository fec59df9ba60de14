import { Injectable } from '@nestjs/common';
import { DomainError, type UserActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { passwordMatches } from './passwords';
import { SignInThrottle } from './sign-in-throttle';
import { User } from './user.entity';

/** Asks somebody who is signed in for their password again, before what they sign in with is changed. */
@Injectable()
export class OwnPassword {
  constructor(
    private readonly database: Database,
    private readonly throttle: SignInThrottle,
  ) {}

  /**
   * Whoever finds a browser open guesses no faster here than at the door.
   * @throws DomainError INVALID_REQUEST on field `password` · TOO_MANY_REQUESTS.
   */
  async prove(actor: UserActor, password: string, address: string): Promise<User> {
    const user = await this.database.asActor(actor, (tx) => tx.findOneByOrFail(User, { id: actor.userId }));
    await this.throttle.count(user.login, address);
    if (!(await passwordMatches(user.passwordHash, password))) throw wrongPassword();
    await this.throttle.forgive(user.login, address);
    return user;
  }
}

const wrongPassword = (): DomainError =>
  new DomainError('INVALID_REQUEST', {
    field: 'password',
    detail: {
      zh: '当前密码不正确，请重新输入。',
      en: 'This is not your password. Type it again.',
    },
  });
