'use strict';
const { lib } = require('./desk.cjs');
const { historyFile } = require('./history.cjs');
const { median } = require('./table.cjs');

const ROUNDS = Number(process.env.THAW_BENCH_APPENDS ?? 40);
const WARM_UP = 6;
const LINES = Number(process.env.THAW_BENCH_LINES ?? 1_000_000);
const FEW = 10_000;
const RECORDS = 100;

/** Appends to a long history against the same to a short one, in turn: from transactions in to findings stored. */
module.exports = async function benchAppend(desk) {
  const long = await Peer.of(desk, LINES);
  const short = await Peer.of(desk, FEW);
  await desk.query('VACUUM ANALYZE');
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    for (const peer of round % 2 === 0 ? [long, short] : [short, long]) await peer.append(round >= WARM_UP);
  }
  await long.check();
  await short.check();
  const [ours, other] = [median(long.times), median(short.times)];
  const mean = (times) => times.reduce((sum, time) => sum + time, 0) / times.length;
  return [
    {
      name: `append ${RECORDS} to ${LINES} rows, p50`,
      ours,
      other,
      ratio: ours / other,
      limit: 1.5,
      note: `ms, against the same to ${FEW}; means ${mean(long.times).toFixed(1)} and ${mean(short.times).toFixed(1)}; bound by some twenty statements and their commit; the state, 22 KB and 8 KB, is a tenth of it`,
    },
  ];
};

class Peer {
  times = [];
  sent = 0;

  static async of(desk, lines) {
    const { ImportsService } = lib('transactions');
    const { StandingRefresh, StandingScans } = lib('risk');
    const { systemActor } = lib('kernel');
    const peer = new Peer();
    peer.desk = desk;
    peer.actor = systemActor('setup');
    peer.lines = lines;
    peer.terminalId = await desk.terminal();
    const imports = desk.get(ImportsService);
    const { id } = await imports.receive(peer.actor, {
      terminalId: peer.terminalId,
      caseId: null,
      fileName: 'history.csv',
      content: historyFile(lines),
      options: {},
    });
    await imports.run(id, async () => undefined);
    peer.standing = desk.get(StandingScans);
    // The first append asks for the first scan; the job does it.
    const [last] = await desk.query('SELECT max(occurred_at) AS at FROM transaction WHERE terminal_id = $1', [
      peer.terminalId,
    ]);
    peer.at = last.at.getTime();
    peer.step = Math.floor((730 * 86_400_000) / lines);
    await peer.append(false);
    await desk.get(StandingRefresh).refresh(peer.terminalId);
    return peer;
  }

  /** The next hundred sales, as many a day as there were before. */
  next() {
    return Array.from({ length: RECORDS }, () => {
      const number = ++this.sent;
      this.at += 1 + ((Math.imul(number, 2_654_435_761) >>> 0) % (2 * this.step));
      const dice = (sides) => (Math.imul(number + sides, 1_664_525) >>> 8) % sides;
      return {
        occurredAt: new Date(this.at).toISOString(),
        amountFen: 100 + dice(90_000),
        card: `card ${dice(20_000)}`,
        cardType: dice(3) ? 'credit' : 'debit',
        type: dice(33) ? 'purchase' : 'refund',
        status: dice(29) ? 'approved' : 'declined',
        reference: `A${number}`,
      };
    });
  }

  async append(isTimed) {
    const records = this.next();
    const began = process.hrtime.bigint();
    const { verdicts, standing } = await this.standing.append(this.actor, this.terminalId, records);
    if (isTimed) this.times.push(Number(process.hrtime.bigint() - began) / 1e6);
    if (verdicts.some(({ verdict }) => verdict !== 'accepted')) throw new Error('a record was not accepted');
    if (isTimed && !standing.upToDate) throw new Error(`a rescan is queued: ${standing.rescanQueued}`);
  }

  async check() {
    const [row] = await this.desk.query(
      'SELECT count(*)::int AS rows FROM transaction WHERE terminal_id = $1',
      [this.terminalId],
    );
    if (row.rows !== this.lines + this.sent)
      throw new Error(`${row.rows} rows, not ${this.lines + this.sent}`);
  }
}
