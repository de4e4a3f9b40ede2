import { lazy, Suspense } from 'react';
import { CopyButton } from '../elements/CopyButton';
import { Inert } from '../elements/Inert';
import { Tag } from '../elements/Tag';
import type { EventDetailsFragment } from '../generated/graphql';
import { formatCount } from '../time/format';
import { ErrorBoundary } from '../app/ErrorBoundary';
import classes from './SqlTab.module.css';

const SqlView = lazy(() => import('./SqlView'));

/** What is laid out and coloured; a longer statement is cut, and can be copied whole. */
const LIMIT = 200_000;

export function SqlTab({ event }: { event: EventDetailsFragment }) {
  const statement = event.database?.statement ?? '';
  const shown = statement.length > LIMIT ? statement.slice(0, LIMIT) : statement;
  return (
    <div className={classes.sql}>
      <div className={classes.tools}>
        <Tag>{event.database?.system}</Tag>
        <span className="dim">{formatCount(statement.length)} characters; values are not part of it</span>
        <CopyButton text={statement} label="Copy the statement" />
      </div>
      {shown !== statement && (
        <p className={classes.cut} role="status">
          Cut after {formatCount(LIMIT)} of {formatCount(statement.length)} characters. Copying copies all of it.
        </p>
      )}
      <ErrorBoundary resetKey={event.id}>
        <Suspense
          fallback={
            <pre className={classes.plain}>
              <Inert text={shown} />
            </pre>
          }
        >
          <SqlView statement={shown} system={event.database?.system ?? ''} />
        </Suspense>
      </ErrorBoundary>
    </div>
  );
}
