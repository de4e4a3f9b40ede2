import { useState } from 'react';
import { useConnection } from '../api/connection';
import { Message, ErrorMessage } from '../elements/States';
import { ApiError } from '../api/errors';
import { host } from '../api/host';
import { EventDrawer } from '../event/EventDrawer';
import { href, navigate, usePlace } from '../routing/router';
import { ConnectionBanner } from './ConnectionBanner';
import { ErrorBoundary } from './ErrorBoundary';
import { Help } from './Help';
import { useKeys } from './keys';
import { Navigation } from './Navigation';
import { PAGES } from './pages';
import { Palette } from './Palette';
import { usePaletteKey } from './usePaletteKey';
import classes from './Shell.module.css';

/** Everything around a view. */
export function Shell() {
  const { path, search } = usePlace();
  const connection = useConnection();
  const [layer, setLayer] = useState<'palette' | 'help' | null>(null);
  const [isAwaitingPage, setAwaitingPage] = useState(false);
  const page = PAGES.find((entry) => entry.path === path);

  usePaletteKey(() => setLayer('palette'));
  useKeys({
    '?': () => setLayer('help'),
    '/': (event) => {
      const field = document.querySelector<HTMLInputElement>('[data-filter-field]');
      if (!field) return;
      event.preventDefault();
      field.focus();
    },
    g: () => {
      setAwaitingPage(true);
      setTimeout(() => setAwaitingPage(false), 1200);
    },
    ...(isAwaitingPage &&
      Object.fromEntries(
        PAGES.map((entry) => [
          entry.key,
          () => {
            setAwaitingPage(false);
            navigate(href(entry.path));
          },
        ]),
      )),
  });

  if (connection === 'signed-out') {
    return (
      <main className={classes.alone}>
        <ErrorMessage error={new ApiError('signed-out', '')} />
        {host.signIn && <a href={host.signIn}>Sign in</a>}
      </main>
    );
  }

  const View = page?.view;
  return (
    <div className={classes.shell}>
      <a
        className={classes.skip}
        href="#view"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById('view')?.focus();
        }}
      >
        Skip to the view
      </a>
      <Navigation current={path} onPalette={() => setLayer('palette')} onHelp={() => setLayer('help')} />
      <div className={classes.content}>
        <ConnectionBanner />
        <main id="view" className={classes.view} tabIndex={-1}>
          <ErrorBoundary resetKey={path}>
            {View ? (
              <View key={path} />
            ) : (
              <Message icon="search" title="There is no such page">
                The address may be of a later version. The navigation leads to what there is.
              </Message>
            )}
          </ErrorBoundary>
        </main>
        {search.get('event') && (
          <ErrorBoundary resetKey={search.get('event') ?? ''}>
            <EventDrawer />
          </ErrorBoundary>
        )}
      </div>
      <Palette isOpen={layer === 'palette'} onClose={() => setLayer(null)} onHelp={() => setLayer('help')} />
      <Help isOpen={layer === 'help'} onClose={() => setLayer(null)} />
    </div>
  );
}
