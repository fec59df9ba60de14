import type { Bilingual, Locale } from '@thaw/kernel';
import type { BlocksVerdict } from '@thaw/transactions';
import { counted, number } from './counted';
import { HistoryUsageError, type BlocksRequest } from './history-arguments';
import type { HistoryIo } from './history-io';
import { ProgressLine } from './progress-line';
import type { HistoryOf, HistoryRooms } from './history-rooms';

/** What became of one terminal's blocks, as JSON tells it. */
type Outcome = { readonly terminal: string; readonly terminalId: string; readonly ok: boolean } & (
  (BlocksVerdict & { readonly verb: 'verify' }) | { readonly verb: 'rebuild' }
);

/** `thaw history verify` and `rebuild`. @returns whether all is well with every terminal. */
export async function workOnBlocks(
  request: BlocksRequest,
  rooms: HistoryRooms,
  io: HistoryIo,
): Promise<boolean> {
  const outcomes: Omit<Outcome, 'verb'>[] = [];
  const line = new ProgressLine(io);
  let done = 0;
  let well = 0;
  for await (const history of terminalsOf(request, rooms)) {
    const outcome = await workOn(request.verb, history, rooms, (rows) =>
      line.show(`${history.name}  ${number(rows)} ${ROWS[request.locale]}`),
    );
    line.clear();
    done += 1;
    if (outcome.ok) well += 1;
    if (!request.json) io.out(`${history.name}  ${TOLD[request.locale](outcome)}\n`);
    else {
      const { verb: _, ...told } = outcome;
      outcomes.push(told);
    }
  }
  const ok = well === done;
  if (request.json) io.out(`${JSON.stringify({ command: request.verb, ok, terminals: outcomes })}\n`);
  else io.out(`${SUMMARY(done, done - well)[request.locale]}\n`);
  return ok;
}

async function* terminalsOf(
  { terminal }: BlocksRequest,
  rooms: HistoryRooms,
): AsyncGenerator<HistoryOf, void, undefined> {
  if (terminal === null) {
    yield* rooms.all();
    return;
  }
  const found = await rooms.find(terminal);
  if (!found) throw new HistoryUsageError({ zh: '没有这台终端。', en: 'there is no such terminal.' });
  yield found;
}

async function workOn(
  verb: BlocksRequest['verb'],
  { id, name }: HistoryOf,
  { blocks }: HistoryRooms,
  onRows: (rows: number) => void,
): Promise<Outcome> {
  const of = { terminal: name, terminalId: id };
  if (verb === 'rebuild') return { ...of, verb, ok: await blocks.rebuild(id, onRows) };
  const verdict = await blocks.verify(id, onRows);
  return { ...of, verb, ok: verdict.differsAt === null, ...verdict };
}

const ROWS: Bilingual = { zh: '行', en: 'rows' };

const TOLD: Readonly<Record<Locale, (outcome: Outcome) => string>> = {
  zh: (outcome) => {
    if (outcome.verb === 'rebuild') return outcome.ok ? '已重建' : '有导入正在进行，未重建；请稍后再试';
    const { blocks, rows, differsAt } = outcome;
    const held = blocks === 0 ? '尚无列存块' : `${number(blocks)} 块，${number(rows)} 行`;
    return differsAt === null
      ? `一致（${held}）`
      : `从第 ${differsAt + 1} 块起与交易不一致（${held}）；请运行 thaw history rebuild`;
  },
  en: (outcome) => {
    if (outcome.verb === 'rebuild')
      return outcome.ok ? 'rebuilt' : 'not rebuilt: an import is under way, try again later';
    const { blocks, rows, differsAt } = outcome;
    const held = blocks === 0 ? 'no blocks yet' : `${counted(blocks, 'block')}, ${counted(rows, 'row')}`;
    return differsAt === null
      ? `agrees (${held})`
      : `differs from the rows from block ${differsAt + 1} on (${held}): run thaw history rebuild`;
  },
};

const SUMMARY = (done: number, wrong: number): Bilingual => ({
  zh: `共 ${done} 台终端${wrong === 0 ? '，全部正常。' : `，其中 ${wrong} 台需要处理。`}`,
  en: `${counted(done, 'terminal')}, ${wrong === 0 ? 'all well.' : `${wrong} of them need care.`}`,
});
