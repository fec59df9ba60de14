import { createBrowserRouter, Navigate } from 'react-router';
import { ErrorPage } from './error-page';
import { Frame } from './frame';
import { HomePage } from './home-page';
import { NotFoundPage } from './not-found-page';
import { SignInPage } from '../session/sign-in-page';

/** Every page has an address; each room is fetched when it is entered. */
export const router = createBrowserRouter([
  { path: '/sign-in', Component: SignInPage, ErrorBoundary: ErrorPage },
  {
    path: '/',
    Component: Frame,
    ErrorBoundary: ErrorPage,
    children: [
      { index: true, Component: HomePage },
      {
        path: 'desk',
        children: [
          {
            index: true,
            lazy: async () => ({ Component: (await import('../desk/inbox/inbox-page')).InboxPage }),
          },
          {
            path: 'cases/:number',
            lazy: async () => ({ Component: (await import('../desk/case/case-page')).CasePage }),
          },
        ],
      },
      {
        path: 'portal',
        children: [
          {
            index: true,
            lazy: async () => ({ Component: (await import('../portal/my-cases-page')).MyCasesPage }),
          },
          {
            path: 'report',
            lazy: async () => ({ Component: (await import('../portal/report-page')).ReportPage }),
          },
          {
            path: 'cases/:number',
            lazy: async () => ({ Component: (await import('../portal/my-case-page')).MyCasePage }),
          },
        ],
      },
      {
        path: 'audit',
        lazy: async () => ({ Component: (await import('../audit/audit-room')).AuditRoom }),
        children: [
          { index: true, element: <Navigate to="/audit/cases" replace /> },
          {
            path: 'cases',
            lazy: async () => ({ Component: (await import('../audit/cases/cases-page')).CasesPage }),
          },
          {
            path: 'cases/:number',
            lazy: async () => ({ Component: (await import('../audit/replay/replay-page')).ReplayPage }),
          },
          {
            path: 'quality',
            lazy: async () => ({ Component: (await import('../audit/quality/quality-page')).QualityPage }),
          },
          {
            path: 'records',
            lazy: async () => ({ Component: (await import('../audit/records/records-page')).RecordsPage }),
          },
          {
            path: 'checkpoints',
            lazy: async () => ({
              Component: (await import('../audit/records/checkpoints-page')).CheckpointsPage,
            }),
          },
        ],
      },
      {
        path: 'admin',
        lazy: async () => ({ Component: (await import('../admin/admin-room')).AdminRoom }),
        children: [
          { index: true, lazy: async () => ({ Component: (await import('../admin/admin-room')).FirstPart }) },
          {
            path: 'users',
            lazy: async () => ({ Component: (await import('../admin/users/users-page')).UsersPage }),
          },
          {
            path: 'queues',
            lazy: async () => ({ Component: (await import('../admin/queues/queues-page')).QueuesPage }),
          },
          {
            path: 'calendars',
            lazy: async () => ({
              Component: (await import('../admin/calendars/calendars-page')).CalendarsPage,
            }),
          },
          {
            path: 'keys',
            lazy: async () => ({ Component: (await import('../admin/keys/keys-page')).KeysPage }),
          },
          {
            path: 'webhooks',
            lazy: async () => ({ Component: (await import('../admin/channels/webhooks-page')).WebhooksPage }),
          },
          {
            path: 'dispatches',
            lazy: async () => ({
              Component: (await import('../admin/channels/dispatches-page')).DispatchesPage,
            }),
          },
        ],
      },
      {
        path: 'risk',
        children: [
          { index: true, element: <Navigate to="/risk/rule-sets" replace /> },
          {
            path: 'rule-sets',
            lazy: async () => ({ Component: (await import('../risk/rule-sets-page')).RuleSetsPage }),
          },
          {
            path: 'rule-sets/:number',
            lazy: async () => ({ Component: (await import('../risk/rule-set-page')).RuleSetPage }),
          },
        ],
      },
      {
        path: 'figures',
        lazy: async () => ({ Component: (await import('../figures/figures-page')).FiguresPage }),
      },
      {
        path: 'notifications',
        lazy: async () => ({
          Component: (await import('../notifications/notifications-page')).NotificationsPage,
        }),
      },
      { path: '*', Component: NotFoundPage },
    ],
  },
]);
