import type { Schema } from '../client/client';

export type Rule = Schema<'RuleItem'>;
type Edit = Schema<'RuleEditBody'>;

/** What somebody wants of a rule; what is left out stays. */
export type Wanted = Readonly<{
  enabled?: boolean;
  weight?: number;
  parameters?: Readonly<Record<string, number>>;
}>;

/** Only what differs from the rules as they are, so that nobody else's change is overrun unseen. */
export function editsOf(rules: readonly Rule[], wanted: Readonly<Record<string, Wanted>>): Edit[] {
  return rules.flatMap((rule): Edit[] => {
    const { enabled, weight, parameters = {} } = wanted[rule.code] ?? {};
    const changed = Object.fromEntries(
      rule.parameters
        .map(({ name, value }) => [name, parameters[name], value] as const)
        .filter(
          (each): each is readonly [string, number, number] => each[1] !== undefined && each[1] !== each[2],
        )
        .map(([name, value]) => [name, value]),
    );
    const edit = {
      ...(enabled !== undefined && enabled !== rule.enabled && { enabled }),
      ...(weight !== undefined && weight !== rule.weight && { weight }),
      ...(Object.keys(changed).length > 0 && { parameters: changed }),
    };
    return Object.keys(edit).length === 0 ? [] : [{ code: rule.code as Edit['code'], ...edit }];
  });
}
