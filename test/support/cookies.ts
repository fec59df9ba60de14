import type { Response } from 'supertest';

export const cookies = ({ headers }: Response): string[] =>
  (headers['set-cookie'] ?? []) as unknown as string[];
/** As a browser sends it back; empty where there is none of this name. */
export const cookie = (response: Response, name: string): string =>
  cookies(response)
    .find((line) => line.startsWith(`${name}=`))
    ?.split(';')[0] ?? '';
