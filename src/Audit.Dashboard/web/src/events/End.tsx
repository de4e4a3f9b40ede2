import { Button } from '@mantine/core';
import { adviceFor } from '../api/errors';
import { Loading, Message } from '../elements/States';
import { formatCount } from '../time/format';
import classes from './EventTable.module.css';
import type { EventPages } from './useEventPages';

interface EndProps {
  pages: EventPages;
  count: number;
  isLive: boolean;
  /** The span that was chosen, in words. */
  span?: string;
  hasTerms: boolean;
  onWiden: (span: string) => void;
  onClear: () => void;
  /** Where readings of the log are left out. */
  onShowReads?: () => void;
}

/** What stands behind the last event: more to come, an end, or why there is none. */
export function End({ pages, count, isLive, span, hasTerms, onWiden, onClear, onShowReads }: EndProps) {
  if (pages.isLoading && count === 0) return <Loading rows={14} label="Loading events" />;
  if (pages.error && count > 0) {
    return (
      <p className={classes.end} role="alert">
        {adviceFor(pages.error).title}. <Button onClick={pages.more}>Try again</Button>
      </p>
    );
  }
  if (count === 0) {
    return (
      <Message
        icon="search"
        title={isLive ? 'Nothing has happened yet' : hasTerms ? 'No event fits the filter' : 'No events in this range'}
        actions={
          !isLive && (
            <>
              {hasTerms && <Button onClick={onClear}>Remove the filter</Button>}
              {onShowReads && <Button onClick={onShowReads}>Show reads of the log</Button>}
              <Button onClick={() => onWiden('1d')}>Last day</Button>
              <Button onClick={() => onWiden('7d')}>Last 7 days</Button>
              <Button onClick={() => onWiden('365d')}>Last year</Button>
            </>
          )
        }
      >
        {isLive
          ? 'New events appear here by themselves.'
          : span
            ? `Nothing was recorded within the last ${span}.`
            : 'Choose another range of time.'}
      </Message>
    );
  }
  if (pages.isMore) return <p className={classes.end}>Loading more…</p>;
  return (
    <p className={classes.end}>
      The end: {formatCount(count)} {count === 1 ? 'event' : 'events'} in all.
    </p>
  );
}
