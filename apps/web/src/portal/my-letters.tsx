import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Card, Collapse } from 'antd';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../client/client';
import { said } from '../language/language';
import { Instant } from '../showing/instant';
import { myCaseKey } from './my-case-query';

/** Letters of the desk. To open one is to have received it: the days to appeal run from then. */
export function MyLetters({ number }: { readonly number: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data } = useQuery({
    queryKey: myCaseKey(number, 'letters'),
    queryFn: () => answerOf(api.GET('/v1/cases/{number}/letters', { params: { path: { number } } })),
  });
  const open = useMutation({
    mutationFn: (id: string) =>
      answerOf(api.POST('/v1/notifications/{id}/open', { params: { path: { id } } })),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: myCaseKey(number) });
      void queries.invalidateQueries({ queryKey: ['notifications'] });
    },
  });
  if (!data || data.items.length === 0) return null;
  return (
    <Card size="small" title={t('tab.letters')}>
      <Collapse
        ghost
        items={[...data.items].reverse().map(({ id, title, body, sentAt }) => ({
          key: id,
          label: (
            <>
              {said(title)}{' '}
              <span className="secondary small">
                <Instant at={sentAt} />
              </span>
            </>
          ),
          children: body ? (
            <p className="prose">{said(body)}</p>
          ) : (
            <Button onClick={() => open.mutate(id)} loading={open.isPending}>
              {t('letters.open')}
            </Button>
          ),
        }))}
      />
    </Card>
  );
}
