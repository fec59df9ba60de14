import { App, Button, Card, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { said } from '../language/language';
import { messageOf } from '../showing/message-of';
import { mayDo, useMyAct, type MyCase } from './my-case-query';

/** What must be put right before the terminal trades again. */
export function MySteps({ shown }: { readonly shown: MyCase }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const act = useMyAct(shown);
  const may = mayDo(shown, 'attest');
  return (
    <Card size="small" title={t('steps.title')}>
      <ol className="plain stack">
        {shown.remediation.steps.map((step) => (
          <li key={step.code}>
            <div className="case-row-line">
              <strong>{said(step.title)}</strong>
              <Tag
                color={step.state === 'verified' ? 'green' : step.state === 'attested' ? 'blue' : 'default'}
              >
                {t(`stepState.${step.state}`)}
              </Tag>
            </div>
            <p className="secondary">{said(step.guidance)}</p>
            {step.returnedReason !== null && <p className="due-late">{step.returnedReason}</p>}
            {may && step.state === 'open' && step.proof === 'none' && (
              <Button
                loading={act.isPending}
                onClick={() =>
                  act.mutate(
                    { action: 'attest', payload: { step: step.code } },
                    { onError: (error) => void message.error(messageOf(error)) },
                  )
                }
              >
                {t('steps.done')}
              </Button>
            )}
          </li>
        ))}
      </ol>
    </Card>
  );
}
