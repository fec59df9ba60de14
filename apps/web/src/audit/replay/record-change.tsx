import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { ActorName } from '../../showing/actor-name';
import { valuesOf, type RecordOfCase } from './changes-of';
import { Value } from './value';

/** A row that was written: which, and what stood there before. */
export function RecordChange({ record }: { readonly record: RecordOfCase }) {
  const { t } = useTranslation();
  const { said } = record;
  const values = valuesOf(record);
  return (
    <div className="record">
      <div className="case-row-line">
        <span>
          <code>{said.subject}</code>{' '}
          <Tag>{t(`record.${said.action}` as 'record.insert', { defaultValue: said.action })}</Tag>
        </span>
        <span className="secondary small">
          <ActorName actor={said.actor} /> · {t('record.seq', { seq: record.seq })}
        </span>
      </div>
      {values.length > 0 && (
        <dl className="values">
          {values.map(({ column, before, after }) => (
            <div key={column}>
              <dt>
                <code>{column}</code>
              </dt>
              <dd>
                <del>
                  <Value value={before} />
                </del>{' '}
                →{' '}
                <ins>
                  <Value value={after} />
                </ins>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
