import type { Bilingual, Role } from '@thaw/kernel';
import { DEMO_MERCHANT_NO } from './demo-shops';

/**
 * The password of every demo account. It is no secret: the accounts exist on the embedded database alone, whose desk
 * listens on this machine only.
 */
export const DEMO_PASSWORD = 'thaw-demo-desk';

export interface DemoPerson {
  readonly login: string;
  readonly displayName: string;
  readonly role: Role;
  readonly persona: Bilingual;
  readonly merchantNo?: string;
}

const AGENT: Bilingual = { zh: '专员', en: 'agent' };
const SUPERVISOR: Bilingual = { zh: '主管', en: 'supervisor' };
const REVIEWER: Bilingual = { zh: '合规复核', en: 'reviewer' };

/** One login for each persona of the desk; two where the separation of duties needs two. */
export const DEMO_PEOPLE = {
  lin: { login: 'lin', displayName: '林晓', role: 'agent', persona: AGENT },
  wang: { login: 'wang', displayName: '王磊', role: 'agent', persona: AGENT },
  zhao: { login: 'zhao', displayName: '赵敏', role: 'supervisor', persona: SUPERVISOR },
  chen: { login: 'chen', displayName: '陈刚', role: 'supervisor', persona: SUPERVISOR },
  song: { login: 'song', displayName: '宋清', role: 'reviewer', persona: REVIEWER },
  qian: { login: 'qian', displayName: '钱宁', role: 'reviewer', persona: REVIEWER },
  officer: {
    login: 'risk_officer',
    displayName: '孙睿',
    role: 'risk_officer',
    persona: { zh: '风控规则', en: 'risk officer' },
  },
  otherOfficer: {
    login: 'risk_officer_2',
    displayName: '周岚',
    role: 'risk_officer',
    persona: { zh: '风控规则', en: 'risk officer' },
  },
  chengxin: {
    login: 'chengxin',
    displayName: '诚信商贸 李老板',
    role: 'merchant',
    persona: { zh: '商户：诚信商贸', en: 'merchant: Chengxin Trading' },
    merchantNo: DEMO_MERCHANT_NO.trading,
  },
  hengda: {
    login: 'hengda',
    displayName: '恒达建材 周经理',
    role: 'merchant',
    persona: { zh: '商户：恒达建材', en: 'merchant: Hengda Building Materials' },
    merchantNo: DEMO_MERCHANT_NO.building,
  },
} as const satisfies Record<string, DemoPerson>;

/** Created last: a desk that has an admin was seeded to its end. */
export const DEMO_ADMIN = {
  login: 'admin',
  displayName: '管理员',
  role: 'admin',
  persona: { zh: '管理员', en: 'admin' },
} as const satisfies DemoPerson;
