import { Button, Form, Input, Modal, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../client/client';
import { useMay, type Permission } from '../session/session';
import { useWrite } from '../showing/use-write';
import type { RuleSetDetail } from './rule-set-page';
import { RULE_SETS } from './rule-sets-page';

type Step = 'submit' | 'return' | 'activate' | 'start-shadow' | 'stop-shadow' | 'discard';

const STEPS: Readonly<
  Record<Step, { readonly needs: Permission; readonly when: (set: RuleSetDetail) => boolean }>
> = {
  activate: { needs: 'rule_set.activate', when: (set) => isOpen(set) && set.submittedAt !== null },
  return: { needs: 'rule_set.activate', when: (set) => isOpen(set) && set.submittedAt !== null },
  submit: { needs: 'rule_set.draft', when: (set) => isOpen(set) && set.submittedAt === null },
  'start-shadow': { needs: 'rule_set.draft', when: ({ state }) => state === 'draft' },
  'stop-shadow': { needs: 'rule_set.draft', when: ({ state }) => state === 'shadow' },
  discard: { needs: 'rule_set.draft', when: isOpen },
};

function isOpen({ state }: RuleSetDetail): boolean {
  return state === 'draft' || state === 'shadow';
}

/** What can be done with the set now, each with a word why; who must not is told by the desk. */
export function SetSteps({ set }: { readonly set: RuleSetDetail }) {
  const { t } = useTranslation();
  const may = useMay();
  const [step, setStep] = useState<Step | null>(null);
  const open = (Object.keys(STEPS) as Step[]).filter(
    (each) => may(STEPS[each].needs) && STEPS[each].when(set),
  );
  if (open.length === 0) return null;
  return (
    <Space wrap>
      {open.map((each, place) => (
        <Button
          key={each}
          type={place === 0 ? 'primary' : 'default'}
          danger={each === 'discard'}
          onClick={() => setStep(each)}
        >
          {t(`setStep.${each}`)}
        </Button>
      ))}
      {step && <StepDialog step={step} set={set} onClose={() => setStep(null)} />}
    </Space>
  );
}

interface Given {
  readonly step: Step;
  readonly set: RuleSetDetail;
  readonly onClose: () => void;
}

function StepDialog({ step, set, onClose }: Given) {
  const { t } = useTranslation();
  const [form] = Form.useForm<{ note?: string }>();
  const take = useWrite(({ note }: { note?: string }) => {
    const request = {
      params: { path: { setNumber: set.number } },
      body: { version: set.version, ...(note?.trim() && { note: note.trim() }) },
    };
    return answerOf(api.POST(`/v1/rule-sets/{setNumber}/${step}`, request));
  }, RULE_SETS);
  return (
    <Modal
      open
      title={t(`setStep.${step}`)}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t(`setStep.${step}`)}
      cancelText={t('action.cancel')}
      okButtonProps={{ loading: take.isPending, danger: step === 'discard' }}
    >
      <p>{t(`setStep.what.${step}`)}</p>
      <Form<{ note?: string }>
        form={form}
        layout="vertical"
        onFinish={(given) => take.mutate(given, { onSettled: onClose })}
      >
        <Form.Item name="note" label={t('ruleSets.why')}>
          <Input.TextArea rows={3} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
