import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

/** A real identity provider, in a process of its own. */
export class OidcPeer {
  private constructor(
    private readonly child: ChildProcess,
    readonly issuer: string,
  ) {}

  /**
   * @param publicUrl of the desk that it knows.
   * @param logoutUrl to which it tells whose session there has ended; absent: it tells nobody.
   */
  static async start(publicUrl: string, logoutUrl?: string): Promise<OidcPeer> {
    // What it warns of (keys of development, http) is what a test wants.
    const child = fork(join(__dirname, 'oidc-server.cjs'), [publicUrl, ...(logoutUrl ? [logoutUrl] : [])], {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const issuer = await new Promise<string>((resolve, reject) => {
      child.once('message', (message: { issuer: string }) => resolve(message.issuer));
      child.once('exit', () => reject(new Error('the identity provider ended')));
    });
    return new OidcPeer(child, issuer);
  }

  /** What the desk is told of it. */
  get env(): NodeJS.ProcessEnv {
    return {
      THAW_OIDC_ISSUER: this.issuer,
      THAW_OIDC_CLIENT_ID: 'thaw',
      THAW_OIDC_CLIENT_SECRET: 'a-secret-of-tests-alone',
    };
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.disconnect();
    await ended;
  }

  /** What it says of this subject from now on. */
  async say(sub: string, claims: Readonly<Record<string, unknown>>): Promise<void> {
    const known = new Promise((resolve) => this.child.once('message', resolve));
    this.child.send({ sub, claims });
    await known;
  }
}

/** Somebody's browser at the provider: keeps cookies, follows redirects, fills in its forms. */
export class OidcBrowser {
  private readonly cookies = new Map<string, string>();
  /** How often it was asked who it is. */
  timesAsked = 0;

  constructor(private readonly issuer: string) {}

  /** Goes where the desk sends it, and signs in where it is asked to. @returns the address at the desk that it comes back to. */
  async signIn(url: string, sub: string): Promise<URL> {
    let at = url;
    for (let step = 0; step < 20; step++) {
      if (!at.startsWith(this.issuer)) return new URL(at);
      const page = await this.get(at);
      const next = page.headers.get('location');
      if (next !== null) {
        at = new URL(next, at).href;
        continue;
      }
      const html = await page.text();
      const prompt = /name="prompt" value="(\w+)"/.exec(html)?.[1];
      const action = /<form[^>]* action="([^"]+)"/.exec(html)?.[1];
      if (!prompt || !action) throw new Error(`no form of the provider: ${html.slice(0, 300)}`);
      if (prompt === 'login') this.timesAsked += 1;
      at = await this.post(new URL(action, at).href, { prompt, login: sub, password: 'any' });
    }
    throw new Error('the provider goes round in circles');
  }

  /** Ends its session there, as a person confirms it. @returns where it is sent then. */
  async signOut(url: string): Promise<string> {
    const html = await (await this.get(url)).text();
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(html)?.[1];
    const action = /<form[^>]* action="([^"]+)"/.exec(html)?.[1];
    if (!xsrf || !action) throw new Error(`no form to sign out: ${html.slice(0, 300)}`);
    return this.post(new URL(action, this.issuer).href, { xsrf, logout: 'yes' });
  }

  private async get(url: string): Promise<Response> {
    return this.remember(await fetch(url, { redirect: 'manual', headers: this.headers() }));
  }

  /** @returns where it is redirected to. */
  private async post(url: string, form: Readonly<Record<string, string>>): Promise<string> {
    const answer = this.remember(
      await fetch(url, {
        method: 'POST',
        redirect: 'manual',
        headers: this.headers(),
        body: new URLSearchParams(form),
      }),
    );
    const next = answer.headers.get('location');
    if (next === null) throw new Error(`${url}: ${answer.status} ${(await answer.text()).slice(0, 300)}`);
    return new URL(next, url).href;
  }

  private headers(): Record<string, string> {
    return { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
  }

  private remember(answer: Response): Response {
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const [name = '', value = ''] = pair.split('=');
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }
}
