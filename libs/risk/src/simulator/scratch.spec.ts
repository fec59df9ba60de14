import { Zone } from '@thaw/kernel';
import { RULES, score } from '../rules';
import { scan } from '../scan-engine';
import { SHOP_KINDS, ordinaryPopulation, suspiciousPopulation, simulateShop, type ShopKindName } from './index';
const ZONE = new Zone('Asia/Shanghai');
it('prints', () => {
  const out: string[] = [];
  for (const seed of ['spec', 'a', 'b', 'c', 'reference']) {
    let n = 0, off = 0, fen = 0;
    const per: Record<string, number[]> = {};
    const rules: Record<string, Record<string, number>> = {};
    for (const plan of [...ordinaryPopulation({ seed, from: '2026-03-01', days: 120, shops: 40 }), ...suspiciousPopulation({ seed, from: '2026-03-01', days: 120, shops: 12 })]) {
      const kind = SHOP_KINDS[plan.kind];
      const rows = [...simulateShop(plan)];
      const ok = rows.filter((r) => r.type === 'purchase' && r.status === 'approved');
      const o = ok.filter((r) => { const s = ZONE.secondOfDay(r.at); return s < 32400 || s > 73800; }).length;
      const f = ok.filter((r) => r.amountFen % 100).length;
      if (!kind.misuse) { n += ok.length; off += o; fen += f; }
      const p = (per[plan.kind] ??= [0, 0, 0, 0, 0]);
      p[0]! += 1; p[1]! += ok.length; p[2]! += o; p[3]! += f;
      const { findings } = scan({ rules: RULES, facts: { feeProfile: kind.feeProfile, hours: kind.hours }, zone: ZONE, currency: 'CNY' }, rows.map((r) => ({ ...r, id: r.line })));
      p[4]! += score(findings).total;
      for (const fd of findings) if (fd.weight) { const r = (rules[plan.kind] ??= {}); r[fd.rule] = (r[fd.rule] ?? 0) + 1; }
    }
    out.push(`${seed} off ${(100 * off / n).toFixed(2)} fen ${(100 * fen / n).toFixed(2)} n ${n}`);
    for (const [k, p] of Object.entries(per)) out.push(`   ${k} shops ${p[0]} sales/shop ${(p[1]! / p[0]!).toFixed(0)} off ${(100 * p[2]! / p[1]!).toFixed(1)} fen ${(100 * p[3]! / p[1]!).toFixed(1)} score ${(p[4]! / p[0]!).toFixed(1)} ${JSON.stringify(rules[k] ?? {})}`);
  }
  console.log(out.join('\n'));
});
