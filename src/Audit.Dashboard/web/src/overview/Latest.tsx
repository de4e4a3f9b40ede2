import { Loading } from '../elements/States';
import { inertLine } from '../elements/text';
import { targetOf } from '../events/columns';
import type { EventRowFragment } from '../generated/graphql';
import { useParams } from '../routing/router';
import { Time } from '../time/Time';
import classes from './OverviewPage.module.css';

/** A few events, the newest first. */
export function Latest({ rows, empty }: { rows?: EventRowFragment[]; empty: string }) {
  const [search, change] = useParams();
  if (!rows) return <Loading rows={5} />;
  if (rows.length === 0) return <p className={classes.none}>{empty}</p>;
  return (
    <ul>
      {rows.map((row) => (
        <li key={row.id}>
          <button
            type="button"
            className={classes.latest}
            aria-current={search.get('event') === row.id || undefined}
            onClick={() => change({ event: row.id })}
          >
            <span className="dim clip">
              <Time iso={row.occurredAt} as="clock" />
            </span>
            <span className="clip">{inertLine(row.actor.id || row.actor.type.toLowerCase(), 40)}</span>
            <span className="clip">
              <strong>{inertLine(row.action, 40)}</strong> {inertLine(targetOf(row), 120)}{' '}
              <span className="dim">{row.database?.destructiveReasons.join(', ')}</span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
