import { useState } from 'react';
import { useApi } from '../api/queries';
import { Icon } from '../elements/Icon';
import { ErrorMessage, Loading, Message } from '../elements/States';
import { OutcomeMark } from '../elements/Tag';
import { inertLine } from '../elements/text';
import { targetOf } from '../events/columns';
import {
  EventsPageDocument,
  RelatedByCommandDocument,
  type EventDetailsFragment,
  type EventRowFragment,
} from '../generated/graphql';
import { Link } from '../routing/Link';
import { Time } from '../time/Time';
import { relationsOf, type Relation } from './relations';
import classes from './RelatedTab.module.css';

const MOST = 200;

interface RelatedTabProps {
  event: EventDetailsFragment;
  onOpen: (id: string) => void;
}

/** What belongs together with the event, and what else happened around it. */
export function RelatedTab({ event, onOpen }: RelatedTabProps) {
  const relations = relationsOf(event);
  const [chosen, setChosen] = useState(relations[0]!.id);
  const relation = relations.find((known) => known.id === chosen) ?? relations[0]!;
  return (
    <div className={classes.related}>
      <div className={classes.relations} role="group" aria-label="Related by">
        {relations.map((known) => (
          <button
            key={known.id}
            type="button"
            aria-pressed={known.id === relation.id}
            onClick={() => setChosen(known.id)}
          >
            {known.title}
          </button>
        ))}
      </div>
      {relation.filter ? (
        <ByFilter relation={relation} event={event} onOpen={onOpen} />
      ) : (
        <ByCommand event={event} onOpen={onOpen} />
      )}
    </div>
  );
}

function ByFilter({ relation, event, onOpen }: RelatedTabProps & { relation: Relation }) {
  const query = useApi(EventsPageDocument, {
    filter: relation.filter!,
    sort: 'OCCURRED_AT',
    direction: 'ASC',
    first: MOST,
  });
  if (query.error) return <ErrorMessage error={query.error} onRetry={() => void query.refetch()} />;
  if (query.isPending) return <Loading label="Loading related events" />;
  const { nodes, pageInfo } = query.data.auditEvents;
  return (
    <>
      <RelatedList rows={nodes} event={event} onOpen={onOpen} />
      {relation.params && (
        <p className={classes.all}>
          {pageInfo.hasNextPage && `The first ${MOST}. `}
          <Link to="/events" params={relation.params}>
            All in Events <Icon name="right" size={12} />
          </Link>
        </p>
      )}
    </>
  );
}

function ByCommand({ event, onOpen }: RelatedTabProps) {
  const query = useApi(RelatedByCommandDocument, { id: event.id });
  if (query.error) return <ErrorMessage error={query.error} onRetry={() => void query.refetch()} />;
  if (query.isPending) return <Loading label="Loading related events" />;
  return <RelatedList rows={query.data.auditEvent?.related ?? []} event={event} onOpen={onOpen} />;
}

function RelatedList({ rows, event, onOpen }: RelatedTabProps & { rows: EventRowFragment[] }) {
  if (rows.length === 0) return <Message title="Nothing else belongs to it" />;
  return (
    <ol className={classes.list}>
      {rows.map((row) => (
        <li key={row.id}>
          <button
            type="button"
            className={classes.row}
            onClick={() => onOpen(row.id)}
            aria-current={row.id === event.id || undefined}
          >
            <span className="dim">
              <Time iso={row.occurredAt} as="clock" />
            </span>
            <OutcomeMark outcome={row.outcome} />
            <span className="clip">{inertLine(row.actor.id || row.actor.type.toLowerCase(), 40)}</span>
            <span className="clip">
              <strong>{inertLine(row.action, 40)}</strong> <span className="dim">{inertLine(targetOf(row), 120)}</span>
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}
