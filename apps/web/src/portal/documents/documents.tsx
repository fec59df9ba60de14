import { App, Button, Card, Checkbox, Input, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { said } from '../../language/language';
import { messageOf } from '../../showing/message-of';
import { mayDo, useMyAct, type MyCase } from '../my-case-query';
import { UploadFile } from './upload-file';

type Item = MyCase['evidence']['items'][number];

/** What is asked for, item by item, with guidance; then one button that hands it all in. */
export function Documents({ shown }: { readonly shown: MyCase }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const act = useMyAct(shown);
  const [absences, setAbsences] = useState<Readonly<Record<string, string>>>({});
  const maySubmit = mayDo(shown, 'submit_evidence');
  const mayUpload = shown.closedAt === null;
  const missing = shown.evidence.items.filter(
    ({ id, required, standing, files }) =>
      required && !standing.supplied && files.length === 0 && !(absences[id] ?? '').trim(),
  );
  const submit = (): void =>
    act.mutate(
      {
        action: 'submit_evidence',
        payload: {
          absences: Object.entries(absences)
            .filter(([, reason]) => reason.trim() !== '')
            .map(([itemId, reason]) => ({ itemId, reason: reason.trim() })),
        },
      },
      {
        onSuccess: () => void message.success(t('documents.submitted')),
        onError: (error) => void message.error(messageOf(error)),
      },
    );
  return (
    <Card size="small" title={t('documents.title')}>
      <ul className="plain stack">
        {shown.evidence.items.map((item) => (
          <li key={item.id} className="document">
            <div className="case-row-line">
              <strong>{said(item.title)}</strong>
              <ItemTag item={item} />
            </div>
            <p className="secondary">{said(item.guidance)}</p>
            {item.assessmentReason !== null && <p className="due-late">{item.assessmentReason}</p>}
            <ul className="plain">
              {item.files.map((file) => (
                <li key={file.id}>
                  {file.fileName} {file.rejected && <Tag color="red">{t('itemState.rejected')}</Tag>}
                </li>
              ))}
            </ul>
            {mayUpload && item.standing.assessment !== 'accepted' && (
              <UploadFile number={shown.number} itemId={item.id} types={item.accepts.types} />
            )}
            {maySubmit && item.required && item.files.length === 0 && (
              <Absence
                reason={absences[item.id]}
                onChange={(reason) =>
                  setAbsences(({ [item.id]: _gone, ...rest }) =>
                    reason === undefined ? rest : { ...rest, [item.id]: reason },
                  )
                }
              />
            )}
          </li>
        ))}
      </ul>
      {maySubmit && (
        <Button
          type="primary"
          size="large"
          block
          className="submit"
          disabled={missing.length > 0}
          loading={act.isPending}
          onClick={submit}
        >
          {missing.length > 0 ? t('documents.missing', { count: missing.length }) : t('documents.submit')}
        </Button>
      )}
    </Card>
  );
}

function ItemTag({ item }: { readonly item: Item }) {
  const { t } = useTranslation();
  if (item.standing.satisfied) return <Tag color="green">{t(`itemState.${item.state}`)}</Tag>;
  return item.required ? (
    <Tag color="orange">{t('documents.required')}</Tag>
  ) : (
    <Tag>{t('documents.optional')}</Tag>
  );
}

/** Whoever does not have a document may say why: that is an answer too. */
function Absence({
  reason,
  onChange,
}: {
  readonly reason: string | undefined;
  readonly onChange: (reason: string | undefined) => void;
}) {
  const { t } = useTranslation();
  return (
    <>
      <Checkbox
        checked={reason !== undefined}
        onChange={({ target }) => onChange(target.checked ? '' : undefined)}
      >
        {t('documents.doNotHave')}
      </Checkbox>
      {reason !== undefined && (
        <Input.TextArea
          rows={2}
          value={reason}
          maxLength={500}
          placeholder={t('documents.whyNot')}
          aria-label={t('documents.whyNot')}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </>
  );
}
