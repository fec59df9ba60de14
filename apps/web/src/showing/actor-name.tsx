import { useTranslation } from 'react-i18next';
import { PersonName } from './person-name';

/** Who did it, as events name them: `user:<id>`, `key:<id>`, `system:<part>`. */
export function ActorName({ actor }: { readonly actor: string }) {
  const { t } = useTranslation();
  const [kind = '', id = ''] = actor.split(':');
  if (kind === 'user') return <PersonName id={id} />;
  if (kind === 'system') return <span>{t('actor.system')}</span>;
  return <span>{t('actor.machine')}</span>;
}
