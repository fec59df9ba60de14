import { Badge, Button, Dropdown, Layout, Menu, Modal, Result, Skeleton } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, Outlet, useLocation, useNavigate } from 'react-router';
import { answerOf, api } from '../client/client';
import { useLive } from '../live/live';
import { EnrolPage } from '../session/enrol-page';
import { SignInAgain } from '../session/sign-in-again';
import { useMay, useSession, type Me } from '../session/session';
import { messageOf } from '../showing/message-of';
import { LanguageSwitch } from './language-switch';
import { useTheme, type Brightness } from './theme';

/** What surrounds every room: where one can go, who one is, and whether the desk can be reached. */
export function Frame() {
  const { me, error, retry, wasSignedIn } = useSession();
  const { t } = useTranslation();
  const { pathname, search } = useLocation();
  if (me === undefined) {
    if (!error) return <Skeleton active className="page" />;
    return (
      <Result
        status="warning"
        title={messageOf(error)}
        extra={
          <Button type="primary" onClick={retry}>
            {t('error.retry')}
          </Button>
        }
      />
    );
  }
  // Whose session ended in the middle of their work stays where they are, with what they had written.
  if (me === null && !wasSignedIn)
    return <Navigate to={`/sign-in?to=${encodeURIComponent(pathname + search)}`} replace />;
  if (me?.mustEnrol) return <EnrolPage />;
  return (
    <Layout className="frame">
      <a href="#room" className="skip">
        {t('frame.skip')}
      </a>
      <Top />
      <Layout.Content id="room" tabIndex={-1}>
        <Outlet />
      </Layout.Content>
      <Modal open={me === null} closable={false} footer={null} title={t('session.expired')} destroyOnHidden>
        <SignInAgain />
      </Modal>
    </Layout>
  );
}

function Top() {
  const { t } = useTranslation();
  const { shownAs } = useSession();
  const may = useMay();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const live = useLive();
  const rooms = roomsOf(shownAs, may);
  return (
    <Layout.Header className="top" role="banner">
      <Link to="/" className="brand" aria-label="Thaw">
        <img src="/favicon.svg" alt="" width={24} height={24} />
        <span>Thaw</span>
      </Link>
      {/* One room alone is the brand's way home. */}
      <Menu
        mode="horizontal"
        className="rooms"
        selectedKeys={rooms.filter((room) => pathname.startsWith(`/${room}`)).map((room) => `/${room}`)}
        items={(rooms.length > 1 ? rooms : []).map((room) => ({ key: `/${room}`, label: t(`room.${room}`) }))}
        onClick={({ key }) => void navigate(key)}
      />
      {!live && (
        <span className="offline" role="status">
          {t('frame.notLive')}
        </span>
      )}
      <Inbox />
      <LanguageSwitch />
      <Account me={shownAs} />
    </Layout.Header>
  );
}

const ROOMS = ['desk', 'portal', 'audit', 'risk', 'figures', 'admin'] as const;
type Room = (typeof ROOMS)[number];

function roomsOf({ roles }: Me, may: ReturnType<typeof useMay>): readonly Room[] {
  const isMerchant = roles.includes('merchant');
  const open: Record<Room, boolean> = {
    desk: !isMerchant && may('view.use'),
    portal: isMerchant,
    audit: may('audit.read'),
    risk: may('rule_set.draft'),
    figures: may('figures.read'),
    admin: may('user.manage') || roles.includes('supervisor'),
  };
  return ROOMS.filter((room) => open[room]);
}

function Inbox() {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['notifications', 'unread'],
    queryFn: () => answerOf(api.GET('/v1/notifications/unread')),
  });
  return (
    <Link to="/notifications" aria-label={t('frame.inbox', { count: data?.unread ?? 0 })}>
      <Badge count={data?.unread ?? 0} size="small">
        <Button type="text" tabIndex={-1}>
          {t('frame.inboxShort')}
        </Button>
      </Badge>
    </Link>
  );
}

function Account({ me }: { readonly me: Me }) {
  const { t } = useTranslation();
  const { signOut } = useSession();
  const { chosen, choose } = useTheme();
  const navigate = useNavigate();
  const brightness = (['light', 'dark', 'system'] as const satisfies readonly Brightness[]).map((key) => ({
    key,
    label: t(`theme.${key}`),
  }));
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        selectable: true,
        selectedKeys: [chosen],
        items: [
          { key: 'who', disabled: true, label: me.roles.map((role) => t(`role.${role}`)).join(' · ') },
          { type: 'divider' },
          ...brightness,
          { type: 'divider' },
          { key: 'out', label: t('frame.signOut') },
        ],
        onClick: ({ key }) => {
          if (key === 'out') void signOut().then(() => navigate('/sign-in'));
          else if (key !== 'who') choose(key as Brightness);
        },
      }}
    >
      <Button type="text">{me.displayName}</Button>
    </Dropdown>
  );
}
