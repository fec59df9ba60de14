import { Menu } from 'antd';
import { Link, Outlet, useLocation } from 'react-router';

interface Given {
  readonly label: string;
  /** Each by its address within the pages. */
  readonly parts: readonly { readonly to: string; readonly label: string }[];
}

/** A room of several parts, each with an address of its own. */
export function Parts({ label, parts }: Given) {
  const { pathname } = useLocation();
  return (
    <div className="page wide-page">
      <nav aria-label={label}>
        <Menu
          mode="horizontal"
          className="parts"
          selectedKeys={parts.filter(({ to }) => pathname.startsWith(to)).map(({ to }) => to)}
          items={parts.map(({ to, label: name }) => ({ key: to, label: <Link to={to}>{name}</Link> }))}
        />
      </nav>
      <Outlet />
    </div>
  );
}
