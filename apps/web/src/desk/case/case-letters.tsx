import { useQuery } from '@tanstack/react-query';
import { Alert, Card, Empty, Skeleton, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../client/client';
import { said } from '../../language/language';
import { Instant } from '../../showing/instant';
import { messageOf } from '../../showing/message-of';
import { caseKey } from './case-query';

/** What the merchant was told, as they read it, and whether it has reached them. */
export function CaseLetters({ number }: { readonly number: string }) {
  const { t } = useTranslation();
  const { data, error } = useQuery({
    queryKey: caseKey(number, 'letters'),
    queryFn: () => answerOf(api.GET('/v1/cases/{number}/letters', { params: { path: { number } } })),
  });
  if (error) return <Alert type="warning" showIcon title={messageOf(error)} />;
  if (!data) return <Skeleton active />;
  if (data.items.length === 0) return <Empty description={t('letters.none')} />;
  return (
    <div className="stack">
      {[...data.items].reverse().map(({ id, title, body, sentAt, delivery, deliveredAt }) => (
        <Card
          key={id}
          size="small"
          title={said(title)}
          extra={
            deliveredAt !== null || delivery ? (
              <Tag color="green">
                {t('letters.delivered')} <Instant at={delivery?.receivedAt ?? deliveredAt ?? sentAt} />
              </Tag>
            ) : (
              <Tag color="gold">{t('letters.notYet')}</Tag>
            )
          }
        >
          <p className="secondary small">
            <Instant at={sentAt} />
          </p>
          {body && <p className="prose">{said(body)}</p>}
        </Card>
      ))}
    </div>
  );
}
