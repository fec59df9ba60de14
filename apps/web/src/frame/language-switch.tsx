import { Button } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { speak } from '../language/language';

/** Each language is named in itself. */
export function LanguageSwitch() {
  const { i18n } = useTranslation();
  const queries = useQueryClient();
  const to = i18n.language === 'en' ? 'zh' : 'en';
  return (
    <Button
      type="text"
      lang={to === 'zh' ? 'zh-CN' : 'en'}
      onClick={() => void speak(to).then(() => queries.invalidateQueries())}
    >
      {to === 'zh' ? '中文' : 'English'}
    </Button>
  );
}
