import type { ReactNode } from 'react';
import { useEffect } from 'react';
import classes from './Page.module.css';

interface PageProps {
  title: string;
  /** Beside the title. */
  note?: ReactNode;
  actions?: ReactNode;
  /** The page has its own scrolling parts. */
  fixed?: boolean;
  children: ReactNode;
}

/** A view: its head, which stays, and what scrolls below. */
export function Page({ title, note, actions, fixed = false, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Audit`;
  }, [title]);
  return (
    <>
      <header className={classes.head}>
        <h1>{title}</h1>
        {note && <div className={classes.note}>{note}</div>}
        {actions && <div className={classes.actions}>{actions}</div>}
      </header>
      {/* Without a pointer, what scrolls is scrolled when it has the focus. */}
      <div className={fixed ? classes.fixed : classes.body} tabIndex={fixed ? undefined : 0}>
        {children}
      </div>
    </>
  );
}

interface PanelProps {
  title?: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
  flush?: boolean;
}

export function Panel({ title, aside, children, flush = false }: PanelProps) {
  return (
    <section className={classes.panel}>
      {title && (
        <header className={classes.panelHead}>
          <h2>{title}</h2>
          {aside}
        </header>
      )}
      <div className={flush ? undefined : classes.panelBody}>{children}</div>
    </section>
  );
}
