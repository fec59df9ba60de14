import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../client/client';

export type CaseState = Schema<'StaffCase'>['state'];

/** Whose move it is, by colour: the desk's, the merchant's, the machine's; and what is over. */
const COLOURS: Readonly<Record<CaseState, string>> = {
  reported: 'red',
  investigating: 'blue',
  awaiting_merchant: 'orange',
  reviewing: 'blue',
  pending_approval: 'purple',
  upheld: 'volcano',
  appealing: 'magenta',
  remediating: 'orange',
  replacing: 'orange',
  restoring: 'cyan',
  monitoring: 'geekblue',
  terminating: 'volcano',
  closed: 'default',
};

export const STATES = Object.keys(COLOURS) as readonly CaseState[];

export function StateTag({ state }: { readonly state: CaseState }) {
  const { t } = useTranslation();
  return (
    <Tag color={COLOURS[state]} className="state">
      {t(`state.${state}`)}
    </Tag>
  );
}
