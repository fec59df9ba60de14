import { cleanEnv, type ReporterOptions, type ValidatorSpec } from 'envalid';

/** A configuration that cannot be used; `problems` names each variable and what to do. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

type Schema = Readonly<Record<string, ValidatorSpec<unknown>>>;
type Values<S extends Schema> = { readonly [N in keyof S]: S[N] extends ValidatorSpec<infer T> ? T : never };

/** The one way from an environment to settings. @throws ConfigError naming every variable at fault, never its value. */
export function readSettings<S extends Schema>(env: NodeJS.ProcessEnv, schema: S): Values<S> {
  // Compose files and shells turn what is not set into blanks.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim() !== ''));
  const reporter = ({ errors }: ReporterOptions<unknown>): void => throwProblems(schema, errors);
  return cleanEnv(given, schema, { reporter }) as unknown as Values<S>;
}

function throwProblems(schema: Schema, errors: Readonly<Record<string, Error>>): void {
  const problems = Object.entries(errors).map(
    ([name, error]) =>
      `${name}: ${error.name === 'EnvMissingError' ? 'is missing' : error.message} (${schema[name]?.desc ?? ''})`,
  );
  if (problems.length > 0) throw new ConfigError(problems);
}
