import { useQuery } from '@tanstack/react-query';
import { Card } from 'antd';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../client/client';
import { said } from '../language/language';
import { Instant } from '../showing/instant';
import { myCaseKey, type MyCase } from './my-case-query';

export const useMyFindings = (number: string) =>
  useQuery({
    queryKey: myCaseKey(number, 'findings'),
    queryFn: async () => {
      const { items } = await answerOf(
        api.GET('/v1/cases/{number}/findings', { params: { path: { number } } }),
      );
      return items;
    },
  });

/** The reason in plain words, and what of the sales brought it. */
export function WhyFrozen({ shown }: { readonly shown: MyCase }) {
  const { t } = useTranslation();
  const { data } = useMyFindings(shown.number);
  return (
    <Card size="small" title={t('portal.why')}>
      <p>{said(shown.reason)}</p>
      <ul className="stack">
        {data?.map(({ id, title, explanation, from }) => (
          <li key={id}>
            <strong>{said(title)}</strong>{' '}
            <span className="secondary small">
              <Instant at={from} />
            </span>
            <div>{said(explanation)}</div>
          </li>
        ))}
      </ul>
    </Card>
  );
}
