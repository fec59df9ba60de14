import { TestApi, type TestUser } from './test-api';

/** A rule set as the API answers. */
export interface RuleSetAnswer {
  readonly number: number;
  readonly version: number;
  readonly state: string;
  readonly rules: readonly {
    readonly code: string;
    readonly weight: number;
    readonly enabled: boolean;
    readonly standing: string;
    readonly parameters: readonly { readonly name: string; readonly value: number }[];
  }[];
}

/** Two risk officers at the doors of the rule sets. */
export class RuleSetRoom {
  private constructor(
    readonly api: TestApi,
    readonly sun: TestUser,
    readonly zhou: TestUser,
  ) {}

  static async open(): Promise<RuleSetRoom> {
    const api = await TestApi.start();
    const [sun, zhou] = await Promise.all([api.user(['risk_officer']), api.user(['risk_officer'])]);
    return new RuleSetRoom(api, sun, zhou);
  }

  close(): Promise<void> {
    return this.api.stop();
  }

  as(user: TestUser) {
    return this.api.as(user.token);
  }

  async get(number: number): Promise<RuleSetAnswer> {
    const { body } = await this.as(this.sun).get(`/v1/rule-sets/${number}`).expect(200);
    return body as RuleSetAnswer;
  }

  /** The number of the active set. */
  async active(): Promise<number> {
    const { body } = await this.as(this.sun).get('/v1/rule-sets?state=active').expect(200);
    return (body as { items: RuleSetAnswer[] }).items[0]!.number;
  }

  async draft(user = this.sun): Promise<RuleSetAnswer> {
    const wanted = { basedOn: await this.active(), name: '草稿' };
    return (await this.as(user).post('/v1/rule-sets').send(wanted).expect(201)).body as RuleSetAnswer;
  }

  /** A draft that differs from whatever is active. */
  async changedDraft(user = this.sun): Promise<RuleSetAnswer> {
    const set = await this.draft(user);
    const weight = ruleOf(set, 'R1a').weight === 9 ? 8 : 9;
    return this.edited(user, set, [{ code: 'R1a', weight }]);
  }

  edit(user: TestUser, set: RuleSetAnswer, rules: readonly object[]) {
    return this.as(user).patch(`/v1/rule-sets/${set.number}`).send({ version: set.version, rules });
  }

  async edited(user: TestUser, set: RuleSetAnswer, rules: readonly object[]): Promise<RuleSetAnswer> {
    return (await this.edit(user, set, rules).expect(200)).body as RuleSetAnswer;
  }

  step(user: TestUser, set: RuleSetAnswer, name: string, note?: string) {
    return this.as(user).post(`/v1/rule-sets/${set.number}/${name}`).send({ version: set.version, note });
  }

  async taken(user: TestUser, set: RuleSetAnswer, name: string): Promise<RuleSetAnswer> {
    return (await this.step(user, set, name).expect(200)).body as RuleSetAnswer;
  }

  /** Behind the back of the guards, as no build ever could. */
  async asOwner(sql: string, parameters: unknown[]): Promise<void> {
    const { database } = this.api;
    await database.query('ALTER TABLE rule_set DISABLE TRIGGER rule_set_guard');
    await database.query(sql, parameters);
    await database.query('ALTER TABLE rule_set ENABLE TRIGGER rule_set_guard');
  }
}

export const ruleOf = (set: RuleSetAnswer, code: string): RuleSetAnswer['rules'][number] =>
  set.rules.find((rule) => rule.code === code)!;
