import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../client/client';
import { said } from '../../language/language';
import { Due } from '../../showing/due';
import { StateTag } from '../../showing/state-tag';

interface Given {
  readonly row: Schema<'StaffCaseRow'>;
  readonly isOpen: boolean;
  readonly onOpen: (number: string) => void;
}

/** What tells a case from its neighbours at a glance: whose it is, why, where it stands, and by when. */
export function CaseRow({ row, isOpen, onOpen }: Given) {
  const { t } = useTranslation();
  const element = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isOpen) element.current?.scrollIntoView({ block: 'nearest' });
  }, [isOpen]);
  return (
    <li>
      <button
        ref={element}
        type="button"
        className={isOpen ? 'case-row is-open' : 'case-row'}
        aria-current={isOpen}
        onClick={() => onOpen(row.number)}
      >
        <span className="case-row-line">
          <strong className="ellipsis">{row.merchantName}</strong>
          <StateTag state={row.state} />
        </span>
        <span className="case-row-line secondary">
          <span className="ellipsis">{row.reason ? said(row.reason.title) : t('case.noReason')}</span>
          {row.decisionDueAt !== null && <Due at={row.decisionDueAt} />}
        </span>
        <span className="case-row-line secondary small">
          <span>
            {row.number} · {row.terminalNo}
          </span>
          {row.ownerId === null && <span>{t('case.noOwner')}</span>}
        </span>
      </button>
    </li>
  );
}
