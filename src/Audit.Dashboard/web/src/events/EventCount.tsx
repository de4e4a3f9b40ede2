import { useApi } from '../api/queries';
import { EventsCountDocument, type AuditEventFilter } from '../generated/graphql';
import { formatCount } from '../time/format';

/** How many there are in all; counted beside the events, which do not wait for it. */
export function EventCount({ filter, isKept }: { filter: AuditEventFilter; isKept: boolean }) {
  const query = useApi(EventsCountDocument, { filter }, { keep: isKept });
  const count = query.data?.auditEvents.totalCount;
  return (
    <span className="num">
      {count === undefined
        ? query.error
          ? 'Not counted'
          : 'Counting…'
        : `${formatCount(count)} ${count === 1 ? 'event' : 'events'}`}
    </span>
  );
}
