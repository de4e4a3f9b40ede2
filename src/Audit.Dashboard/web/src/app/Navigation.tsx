import { useState } from 'react';
import { useApi } from '../api/queries';
import { Icon } from '../elements/Icon';
import { inertLine } from '../elements/text';
import { MeDocument } from '../generated/graphql';
import { Link } from '../routing/Link';
import { ApprovalCount } from '../approvals/ApprovalCount';
import { Appearance } from './Appearance';
import classes from './Navigation.module.css';
import { PAGES } from './pages';
import { ZoneSwitch } from './ZoneSwitch';

interface NavigationProps {
  current: string;
  onPalette: () => void;
  onHelp: () => void;
}

const IS_MAC = /Mac|iPhone|iPad/.test(navigator.platform);

export function Navigation({ current, onPalette, onHelp }: NavigationProps) {
  // On a narrow screen only.
  const [isOpen, setOpen] = useState(false);
  const me = useApi(MeDocument, {});
  const close = () => setOpen(false);

  return (
    <>
      <button
        type="button"
        className={classes.toggle}
        aria-expanded={isOpen}
        aria-controls="navigation"
        onClick={() => setOpen(!isOpen)}
        aria-label="Navigation"
      >
        <Icon name={isOpen ? 'close' : 'menu'} size={18} />
      </button>
      {isOpen && <div className={classes.shade} onClick={close} />}
      <nav id="navigation" className={classes.nav} data-open={isOpen || undefined} aria-label="Views">
        <div className={classes.brand}>
          <svg width="22" height="22" viewBox="0 0 32 32" aria-hidden="true">
            <rect width="32" height="32" rx="8" className={classes.mark} />
            <path
              d="M9 22.5 16 8l7 14.5M12 17.5h8"
              fill="none"
              stroke="#fff"
              strokeWidth="2.8"
              strokeLinecap="round"
              strokeLinejoin="round"
            />
          </svg>
          Audit
        </div>
        <button type="button" className={classes.find} onClick={onPalette}>
          <Icon name="search" size={14} />
          <span>Go to…</span>
          <kbd>{IS_MAC ? '⌘K' : 'Ctrl K'}</kbd>
        </button>
        {(['investigate', 'operate'] as const).map((group) => (
          <ul key={group} className={classes.group} aria-label={group === 'investigate' ? 'Investigate' : 'Operate'}>
            {PAGES.filter((page) => page.group === group).map((page) => (
              <li key={page.path}>
                <Link
                  to={page.path}
                  className={classes.item}
                  aria-current={page.path === current ? 'page' : undefined}
                  onClick={close}
                >
                  <Icon name={page.icon} />
                  {page.title}
                  {page.path === '/approvals' && <ApprovalCount />}
                </Link>
              </li>
            ))}
          </ul>
        ))}
        <div className={classes.foot}>
          <ZoneSwitch />
          <div className={classes.tools}>
            <Appearance />
            <button
              type="button"
              className={classes.tool}
              onClick={onHelp}
              aria-label="Keys and syntax"
              title="Keys and syntax (?)"
            >
              <Icon name="help" />
            </button>
            {me.data && (
              <Link to="/settings" className={classes.me} title={me.data.me.roles.join(', ')} onClick={close}>
                {inertLine(me.data.me.name, 60)}
              </Link>
            )}
          </div>
        </div>
      </nav>
    </>
  );
}
