import { App, Button, Empty, Input, List, Modal, Select, Space, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { said } from '../../../language/language';
import { fileSize } from '../../../showing/file-size';
import { Instant } from '../../../showing/instant';
import { messageOf } from '../../../showing/message-of';
import { useAct, type StaffCase } from '../case-query';

type Item = StaffCase['evidence']['items'][number];
type Verdict = 'assess' | 'reject' | 'waive';

/** What was asked for, what came, and what the desk thinks of each. */
export function Evidence({ shown }: { readonly shown: StaffCase }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const act = useAct(shown);
  const [refusing, setRefusing] = useState<{
    readonly item: Item;
    readonly verdict: 'reject' | 'waive';
  } | null>(null);
  const may = (action: Verdict): boolean =>
    shown.actions.some((each) => each.action === action && each.allowed);
  const give = (item: Item, verdict: Verdict, text?: string): void =>
    act.mutate(
      { action: verdict, payload: { itemId: item.id, ...(text !== undefined && { text }) } },
      { onError: (error) => void message.error(messageOf(error)), onSuccess: () => setRefusing(null) },
    );
  const { items } = shown.evidence;
  if (items.length === 0) return <Empty description={t('evidence.none')} />;
  return (
    <>
      <List
        dataSource={items}
        rowKey="id"
        renderItem={(item) => (
          <List.Item
            actions={
              item.standing.supplied && item.standing.assessment === null
                ? [
                    may('assess') && (
                      <Button key="assess" size="small" type="primary" onClick={() => give(item, 'assess')}>
                        {t('action.assess')}
                      </Button>
                    ),
                    may('reject') && (
                      <Button
                        key="reject"
                        size="small"
                        onClick={() => setRefusing({ item, verdict: 'reject' })}
                      >
                        {t('action.reject')}
                      </Button>
                    ),
                  ]
                : [
                    item.required && may('waive') && item.standing.assessment === null && (
                      <Button
                        key="waive"
                        size="small"
                        onClick={() => setRefusing({ item, verdict: 'waive' })}
                      >
                        {t('action.waive')}
                      </Button>
                    ),
                  ]
            }
          >
            <List.Item.Meta
              title={
                <Space wrap>
                  <Tag>{item.code}</Tag>
                  {said(item.title)}
                  {item.required && <Tag color="blue">{t('evidence.required')}</Tag>}
                  <Tag color={item.standing.satisfied ? 'green' : 'default'}>
                    {t(`itemState.${item.state}`)}
                  </Tag>
                </Space>
              }
              description={
                <>
                  <div>{said(item.standing.why)}</div>
                  {item.absenceReason !== null && (
                    <div>{t('evidence.absent', { reason: item.absenceReason })}</div>
                  )}
                  {item.assessmentReason !== null && <div>{item.assessmentReason}</div>}
                  <ul className="plain">
                    {item.files.map((file) => (
                      <li key={file.id}>
                        <a href={`/v1/cases/${shown.number}/evidence/files/${file.id}`} download>
                          {file.fileName}
                        </a>{' '}
                        <span className="secondary">
                          {fileSize(file.sizeBytes)} · <Instant at={file.uploadedAt} /> ·{' '}
                          <code title={file.sha256}>{file.sha256.slice(0, 12)}</code> ·{' '}
                          {t('evidence.scan', { state: file.malwareScan })}
                        </span>
                      </li>
                    ))}
                  </ul>
                </>
              }
            />
          </List.Item>
        )}
      />
      {refusing && (
        <WhyDialog
          key={refusing.item.id}
          verdict={refusing.verdict}
          item={refusing.item}
          isBusy={act.isPending}
          onClose={() => setRefusing(null)}
          onGive={(text) => give(refusing.item, refusing.verdict, text)}
        />
      )}
    </>
  );
}

interface WhyGiven {
  readonly verdict: 'reject' | 'waive';
  readonly item: Item;
  readonly isBusy: boolean;
  readonly onClose: () => void;
  readonly onGive: (text: string) => void;
}

const PRESETS = [
  'unreadable',
  'incomplete',
  'wrongDocument',
  'notThisShop',
  'outOfDate',
  'cardNumberShown',
] as const;

/** The merchant reads why an item was not taken: what is wrong and what to send instead. */
function WhyDialog({ verdict, item, isBusy, onClose, onGive }: WhyGiven) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  return (
    <Modal
      open
      title={`${t(`action.${verdict}`)} · ${said(item.title)}`}
      onCancel={onClose}
      onOk={() => onGive(text.trim())}
      okText={t(`action.${verdict}`)}
      cancelText={t('action.cancel')}
      okButtonProps={{ disabled: text.trim() === '', loading: isBusy }}
    >
      {verdict === 'reject' && (
        <Select
          className="wide gap"
          placeholder={t('evidence.preset')}
          options={PRESETS.map((preset) => ({ value: preset, label: t(`preset.${preset}`) }))}
          onChange={(preset: (typeof PRESETS)[number]) => setText(t(`preset.${preset}`))}
        />
      )}
      <Input.TextArea
        rows={4}
        value={text}
        maxLength={2000}
        aria-label={t('form.why')}
        placeholder={verdict === 'reject' ? t('evidence.whyRejected') : t('evidence.whyWaived')}
        onChange={({ target }) => setText(target.value)}
      />
    </Modal>
  );
}
