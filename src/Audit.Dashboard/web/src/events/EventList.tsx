import type { AuditEventFilter, AuditEventSort, SortDirection } from '../generated/graphql';
import { ErrorMessage, Loading, Message } from '../elements/States';
import { formatCount } from '../time/format';
import { useParams } from '../routing/router';
import type { Column } from './columns';
import classes from './EventList.module.css';
import { EventTable } from './EventTable';
import { useEventPages } from './useEventPages';

interface EventListProps {
  filter: AuditEventFilter;
  columns: Column[];
  label: string;
  empty: string;
  sort?: AuditEventSort;
  direction?: SortDirection;
  withDate?: boolean;
}

const ROW = 28;
const MOST_ROWS = 14;

/** A table of events within another view; a click opens the event beside it. */
export function EventList({ filter, columns, label, empty, sort, direction, withDate }: EventListProps) {
  const [search, change] = useParams();
  const pages = useEventPages(filter, sort, direction);
  if (pages.error && pages.rows.length === 0) return <ErrorMessage error={pages.error} onRetry={pages.retry} />;
  if (pages.isLoading) return <Loading label={`Loading: ${label}`} />;
  if (pages.rows.length === 0) return <Message title={empty} />;
  const height = (Math.min(pages.rows.length, MOST_ROWS) + 1) * ROW + 36;
  return (
    <div className={classes.list} style={{ height }}>
      <EventTable
        label={label}
        rows={pages.rows}
        columns={columns}
        withDate={withDate}
        selected={search.get('event')?.split(',').pop()}
        onOpen={(row) => change({ event: row.id })}
        onNearEnd={pages.more}
        isOld={pages.isOld}
        end={
          <p className={classes.end}>{pages.isMore ? 'Loading more…' : `${formatCount(pages.rows.length)} in all`}</p>
        }
      />
    </div>
  );
}
