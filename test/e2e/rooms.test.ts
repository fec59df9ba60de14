import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { AuditCheckpoints, AuditNumbering } from '@thaw/audit';
import { QualityDraws } from '@thaw/cases';
import { newKey } from '@thaw/platform';
import type { Browser } from 'playwright-core';
import { castOf, DrivenCase, type Cast } from '../factories/freeze-case';
import { describeWithBrowser, enter, obstaclesOf, signIn, startBrowser, type Room } from '../support/browser';
import { TestDesk } from '../support/test-desk';

const ROOT = join(__dirname, '..', '..');
const PHONE = { width: 390, height: 844 };

describeWithBrowser('the rooms in a browser', () => {
  let desk: TestDesk;
  let origin: string;
  let browser: Browser;
  let cast: Cast;
  let driven: DrivenCase;
  beforeAll(async () => {
    const built = spawnSync(process.execPath, [join(ROOT, 'apps/cli/bin/pages.cjs')], { encoding: 'utf8' });
    if (built.status !== 0) throw new Error(built.stderr);
    desk = await TestDesk.start({ THAW_AUDIT_KEY: newKey() }, { pages: join(ROOT, 'dist', 'web') });
    origin = await desk.api.getUrl();
    browser = await startBrowser();
    cast = await castOf(desk);
    driven = await DrivenCase.open(desk, cast);
  });
  afterAll(async () => {
    await browser.close();
    await desk.stop();
  });

  const quiet = async ({ page, complaints }: Room): Promise<void> => {
    expect(complaints).toEqual([]);
    expect(await obstaclesOf(page)).toEqual([]);
  };

  it('is a desk for the keyboard: from the list to the case, its reason, and the words for the merchant', async () => {
    const room = await enter(browser, origin, cast.agent);
    const { page } = room;
    await page.getByRole('menuitem', { name: /未分配/ }).click();
    await page.locator('.case-row').first().waitFor();
    await page.locator('body').press('j');
    await page.getByRole('heading', { level: 2, name: cast.shop.merchant.name }).waitFor();
    await quiet(room);

    await page.getByRole('button', { name: '分派', exact: true }).click();
    await page.getByLabel('事由').fill('CASHOUT');
    // The reasons come from the desk: before they are there, Enter chooses none.
    await page.locator('.ant-select-item-option', { hasText: 'CASHOUT' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: '分派' }).click();
    await page.locator('.case-head .state', { hasText: '调查中' }).waitFor();

    await page.getByRole('button', { name: '索取材料' }).click();
    await page.getByLabel('给商户的话').fill('请补充签购单。');
    await quiet(room);
    // A reload in the middle of it: what was written is there again.
    await page.reload();
    await page.getByRole('button', { name: '索取材料' }).click();
    expect(await page.getByLabel('给商户的话').inputValue()).toBe('请补充签购单。');
    await page.getByRole('dialog').getByRole('button', { name: '索取材料' }).click();
    await page.locator('.case-head .state', { hasText: '待商户' }).waitFor();
    await page.context().close();
  });

  it('is a portal for a phone: why, what is wanted, and handing it in', async () => {
    const room = await enter(browser, origin, cast.merchant, PHONE);
    const { page } = room;
    await page.locator('.card-link').first().click();
    await page.getByText('需要的材料').waitFor();
    await quiet(room);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
      PHONE.width,
    );
    for (const item of await page.locator('.document').all()) {
      await item.getByText('我没有这份材料').click();
      await item.getByLabel('请说明原因').fill('店里没有保存。');
    }
    await page.getByRole('button', { name: '提交材料' }).click();
    await page.getByText('核查中').first().waitFor();
    await page.context().close();
  });

  it('keeps a page and its draft where the session ends, and goes on once somebody signed in again', async () => {
    const room = await enter(browser, origin, cast.agent, { locale: 'en-GB' });
    const { page } = room;
    await page.goto(`${origin}/desk/cases/${driven.number}`);
    await page.getByRole('tab', { name: 'Notes' }).click();
    await page.getByLabel('A note that only colleagues see…').fill('half a thought');
    await page.context().clearCookies();
    await page.getByRole('button', { name: 'Save note' }).click();
    await page.getByText('Your session has ended').waitFor();
    await signIn(page, cast.agent.login);
    await page.getByText('Your session has ended').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Save note' }).click();
    await page.locator('.notes .word', { hasText: 'half a thought' }).waitFor();
    await quiet(room);
    await page.context().close();
  });

  it('is a room for reviewers: each event with what it wrote, proven in the browser, and a case looked at again', async () => {
    await closedAndDrawn();
    await desk.worker.get(AuditNumbering, { strict: false }).numberCommitted();
    await desk.worker.get(AuditCheckpoints, { strict: false }).sign(new Date());
    const room = await enter(browser, origin, cast.reviewer);
    const { page } = room;
    await page.waitForURL('**/audit/cases');
    await page.getByRole('link', { name: driven.number }).click();
    await page.getByText('第 1 /').waitFor();
    await page.locator('body').press('j');
    await page.getByRole('heading', { level: 2, name: '分派' }).waitFor();
    await page.locator('.record ins', { hasText: 'investigating' }).waitFor();
    await quiet(room);

    await page.getByRole('tab', { name: '证明' }).click();
    await page.getByRole('button', { name: '验证' }).click();
    await page.getByText(/^全部 \d+ 条记录成立$/).waitFor();
    await quiet(room);
    // A desk that tells otherwise what was written is found out.
    await page.route('**/audit', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({
        response: answer,
        body: (await answer.text()).replace('\\"investigating\\"', '\\"terminated\\"'),
      });
    });
    await page.reload();
    await page.getByRole('tab', { name: '证明' }).click();
    await page.getByRole('button', { name: '验证' }).click();
    await page.getByText('1 条记录不成立').waitFor();

    await page.getByRole('menuitem', { name: '质检' }).click();
    await page.getByRole('button', { name: '质检' }).click();
    await page.getByLabel('意见').waitFor();
    for (const mark of await page.locator('.ant-drawer .ant-radio-group').all())
      await mark.getByText('4', { exact: true }).click();
    await page.getByLabel('意见').fill('处理得当。');
    await quiet(room);
    await page.getByRole('button', { name: '提交' }).click();
    await page.getByText('没有待质检的案件').waitFor();
    await page.getByRole('menuitem', { name: '审计记录' }).click();
    await page.locator('.ant-table-row').first().waitFor();
    await quiet(room);
    await page.context().close();
  });

  it('is a room for administrators: people by two hands, days of the year, keys that are told once', async () => {
    const room = await enter(browser, origin, await desk.person('admin'), { locale: 'en-GB' });
    const { page } = room;
    await page.getByRole('button', { name: 'New person' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Ada');
    await page.getByLabel('User name').fill('ada.new');
    await page.getByLabel('Roles').click();
    await page.locator('.ant-select-item-option', { hasText: 'Supervisor' }).click();
    await quiet(room);
    await page.getByRole('button', { name: 'Create' }).click();
    const ada = page.getByRole('row', { name: /ada\.new/ });
    await ada.getByText('Supervisor (to be confirmed)').waitFor();
    await ada.getByRole('button', { name: 'Manage' }).click();
    await page.getByText('another administrator confirms it').waitFor();
    await quiet(room);
    await page.keyboard.press('Escape');

    await page.getByRole('menuitem', { name: 'Calendar' }).click();
    await page.getByLabel('2026-12-07 working day').click();
    await page.getByLabel('Why').fill('flood');
    await quiet(room);
    await page.getByRole('button', { name: 'Save 2026' }).click();
    await page.getByText(/flood$/).waitFor();
    await page.getByLabel('2026-12-07 day off').waitFor();

    await page.getByRole('menuitem', { name: 'API keys' }).click();
    await page.getByRole('button', { name: 'New key' }).click();
    await page.getByLabel('For').fill('risk engine');
    await page.getByLabel('May', { exact: true }).click();
    await page.locator('.ant-select-item-option', { hasText: 'report freezes' }).click();
    await page.getByRole('button', { name: 'Issue' }).click();
    await page.getByText('It is shown only now').waitFor();
    await page.getByRole('button', { name: 'I have kept it' }).click();
    await page.getByRole('row', { name: /risk engine/ }).waitFor();
    for (const part of ['Queues', 'Webhooks', 'Dispatches']) {
      await page.getByRole('menuitem', { name: part }).click();
      await page.locator('.ant-table').waitFor();
      await quiet(room);
    }
    await page.context().close();
  });

  it('is a room for risk officers, who draft within bounds, and shows supervisors their figures', async () => {
    const room = await enter(browser, origin, await desk.person('risk_officer'));
    const { page } = room;
    await page.getByRole('button', { name: '由此起草' }).click();
    await page.getByLabel('名称').fill('更严的单笔限额');
    await page.getByRole('dialog').getByRole('button', { name: '由此起草' }).click();
    const weight = page.getByLabel('分值 R1a');
    await weight.fill('99');
    await weight.press('Tab');
    // Beyond its bound it is the bound.
    expect(await weight.inputValue()).toBe('20');
    await quiet(room);
    await page.getByRole('button', { name: '保存 1 条规则' }).click();
    await page.getByRole('tab', { name: /的不同$/ }).click();
    await page.getByRole('row', { name: /R1a.*分值.*15.*20/ }).waitFor();
    await page.getByRole('button', { name: '提请启用' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '提请启用' }).click();
    await page.getByText('待启用').waitFor();
    await page.context().close();

    const second = await enter(browser, origin, cast.supervisor);
    await second.page.getByRole('menuitem', { name: '指标' }).click();
    await second.page.goto(`${origin}/figures?from=2026-11-01&to=2026-11-30`);
    const opened = second.page.locator('.ant-card', { hasText: '新开案件' });
    await opened.locator('.figure strong', { hasText: /^[1-9]/ }).waitFor();
    await quiet(second);
    await second.page.context().close();
  });

  /** A case reported by mistake, and drawn to be looked at when its month was over. */
  async function closedAndDrawn(): Promise<void> {
    const { merchant, terminal } = await desk.shop();
    const machine = await desk.machine('notice:open');
    const { body } = await machine
      .post('/v1/cases')
      .send({ terminal: { merchantNo: merchant.merchantNo, terminalNo: terminal.terminalNo }, measures: [] })
      .expect(201);
    const other = DrivenCase.of(desk, cast, body.number as string);
    await other.act(cast.agent, 'triage', { reasonCode: 'CASHOUT' });
    await other.act(cast.supervisor, 'dismiss', { as: 'withdrawn', text: 'reported by mistake' });
    const admin = await desk.person('admin');
    const plan = { ratePercent: 100, monthlyCap: 9 };
    await admin.http.put('/v1/quality/plans/trading_review').set('if-none-match', '*').send(plan).expect(204);
    desk.clock.advance(10 * 86_400_000);
    await desk.worker.get(QualityDraws, { strict: false }).drawEndedMonths(desk.clock.now());
  }
});
