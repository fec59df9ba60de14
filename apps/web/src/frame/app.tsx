import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { App as Messages, ConfigProvider } from 'antd';
import en from 'antd/locale/en_US';
import zh from 'antd/locale/zh_CN';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RouterProvider } from 'react-router';
import { Refusal } from '../client/client';
import { SessionProvider } from '../session/session';
import { router } from './routes';
import { ThemeProvider, useTheme } from './theme';

/** What the desk refused, it refuses again; the network may be back. */
const retry = (count: number, error: Error): boolean => !(error instanceof Refusal) && count < 3;

export function App() {
  const [queries] = useState(
    () =>
      new QueryClient({
        defaultOptions: { queries: { retry, staleTime: 10_000 }, mutations: { retry: false } },
      }),
  );
  return (
    <QueryClientProvider client={queries}>
      <ThemeProvider>
        <Rooms />
      </ThemeProvider>
    </QueryClientProvider>
  );
}

function Rooms() {
  const { i18n } = useTranslation();
  const { antd } = useTheme();
  return (
    <ConfigProvider
      locale={i18n.language === 'en' ? en : zh}
      theme={antd}
      componentSize="middle"
      button={{ autoInsertSpace: false }}
    >
      <Messages message={{ top: 64 }}>
        <SessionProvider>
          <RouterProvider router={router} />
        </SessionProvider>
      </Messages>
    </ConfigProvider>
  );
}
