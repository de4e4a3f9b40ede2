import { inertLine } from '../elements/text';
import { formatBytes, formatCount } from '../time/format';
import classes from './StatusList.module.css';

const TEXTS: Record<string, [name: string, meaning: string]> = {
  recorded: ['Recorded', 'events, since the start'],
  delivered: ['Stored', 'events, since the start'],
  queued: ['On the way', 'events that are not stored yet'],
  dropped: ['Lost', 'events, each declared in the log'],
  spooled: ['In the spool', 'events on local disk that are not stored yet'],
  spool_bytes: ['Spool', 'files on local disk, prepared ones included'],
  spool_oldest_seconds: ['Oldest in the spool', 'seconds that it has waited'],
  dead_letters: ['Dead letters', 'events that the store refuses'],
  clock_skew_seconds: ['Clock', 'seconds ahead of the store, negative when behind'],
  spool_held: ['Held', 'why delivery waits'],
};

/** What a health check tells of itself; names that are not known are shown as they are. */
export function StatusList({ data }: { data: Record<string, unknown> }) {
  const entries = Object.entries(data);
  if (entries.length === 0) return null;
  return (
    <dl className={classes.list}>
      {entries.map(([name, value]) => {
        const [title, meaning] = TEXTS[name] ?? [name.replaceAll('_', ' '), ''];
        return (
          <div
            key={name}
            data-bad={(name === 'dropped' || name === 'dead_letters') && Number(value) > 0 ? true : undefined}
          >
            <dt>{title}</dt>
            <dd className="num">{show(name, value)}</dd>
            {meaning && <dd className={classes.meaning}>{meaning}</dd>}
          </div>
        );
      })}
    </dl>
  );
}

function show(name: string, value: unknown): string {
  if (typeof value !== 'number') return inertLine(typeof value === 'string' ? value : JSON.stringify(value), 200);
  if (name.endsWith('_bytes')) return formatBytes(value);
  return Number.isInteger(value) ? formatCount(value) : value.toFixed(2).replace(/^-0\.00$/, '0.00');
}
