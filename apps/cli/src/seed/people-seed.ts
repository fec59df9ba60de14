import { Injectable } from '@nestjs/common';
import { UsersService, type UserView } from '@thaw/identity';
import { isDomainError, systemActor, type UserActor } from '@thaw/kernel';
import { DEMO_ADMIN, DEMO_PASSWORD, DEMO_PEOPLE, type DemoPerson } from './demo-people';

/** The demo's people as they act, by their key in {@link DEMO_PEOPLE}. */
export type SeededPeople = Readonly<Record<keyof typeof DEMO_PEOPLE, UserActor>>;

/** More than the demo has. */
const ALL = 200;

@Injectable()
export class PeopleSeed {
  constructor(private readonly users: UsersService) {}

  async run(): Promise<SeededPeople> {
    const { items } = await this.users.list(systemActor('setup'), { limit: ALL });
    const known = new Map(items.map((user) => [user.login, user]));
    const people: [string, UserActor][] = [];
    // One by one: each password takes its share of memory and time to hash.
    for (const [key, person] of Object.entries(DEMO_PEOPLE)) {
      people.push([key, actorOf(known.get(person.login) ?? (await this.make(person)))]);
    }
    return Object.fromEntries(people) as SeededPeople;
  }

  /** Says that the seed has come to its end. */
  async makeAdmin(): Promise<void> {
    try {
      await this.make(DEMO_ADMIN);
    } catch (error) {
      if (!isDomainError(error, 'ALREADY_EXISTS')) throw error;
    }
  }

  private make({ login, displayName, role, merchantNo }: DemoPerson): Promise<UserView> {
    return this.users.createConfirmed({
      login,
      displayName,
      password: DEMO_PASSWORD,
      roles: [role],
      merchantNo,
    });
  }
}

const actorOf = ({ id, displayName, roles, merchantId }: UserView): UserActor => ({
  kind: 'user',
  userId: id,
  displayName,
  roles,
  merchantId,
});
