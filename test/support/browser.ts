import { spawnSync } from 'node:child_process';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, type Browser, type Page } from 'playwright-core';
import { TEST_PASSWORD } from './test-password';
import type { Person } from './test-desk';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
const found = NAMES.find((name) => spawnSync(name, ['--version']).status === 0);

/** Where no Chromium is installed, what needs one is skipped by name; in CI it fails instead. */
export const describeWithBrowser: jest.Describe =
  found !== undefined || process.env['CI'] === 'true' ? describe : describe.skip;

export async function startBrowser(): Promise<Browser> {
  if (found === undefined) throw new Error('no Chromium is installed (Debian: apt-get install chromium)');
  const path = spawnSync('which', [found], { encoding: 'utf8' }).stdout.trim();
  return chromium.launch({ executablePath: path, args: ['--no-sandbox'] });
}

export interface Room {
  readonly page: Page;
  /** What the page complained of: errors of scripts, and files that the policy would not let it have. */
  readonly complaints: readonly string[];
}

/** Somebody at a browser of their own, signed in by its form. */
export async function enter(
  browser: Browser,
  origin: string,
  { login }: Pick<Person, 'login'>,
  { locale = 'zh-CN', width = 1440, height = 900 } = {},
): Promise<Room> {
  const context = await browser.newContext({ locale, viewport: { width, height }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text()))
      complaints.push(message.text());
  });
  await page.goto(origin);
  await signIn(page, login);
  await page.waitForURL((at) => !at.pathname.startsWith('/sign-in'));
  return { page, complaints };
}

export async function signIn(page: Page, login: string): Promise<void> {
  await page.getByLabel(/用户名|User name/).fill(login);
  await page.getByLabel(/^(密码|Password)$/).fill(TEST_PASSWORD);
  await page.keyboard.press('Enter');
}

/** What is seriously in the way of whoever uses the page otherwise than by sight and mouse. */
export async function obstaclesOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}
