import { useState } from 'react';
import { useApi } from '../api/queries';
import { Icon } from '../elements/Icon';
import { ErrorMessage, Loading } from '../elements/States';
import { inertLine } from '../elements/text';
import { FIELDS } from '../filter/fields';
import { hasValue } from '../filter/terms';
import type { Terms } from '../filter/useTerms';
import {
  EventsFacetsDocument,
  type AuditEventFilter,
  type Dimension,
  type EventsFacetsQuery,
} from '../generated/graphql';
import { formatCompact, formatCount } from '../time/format';
import classes from './Facets.module.css';

const SHOWN = [
  'category',
  'outcome',
  'risk',
  'action',
  'actor',
  'table',
  'op',
  'source',
  'actorType',
  'entity',
  'command',
  'session',
  'apiKey',
  'ip',
  'application',
  'environment',
  'tenant',
];
const OPEN = new Set(['category', 'outcome', 'risk', 'action', 'actor', 'table']);
const DIMENSIONS = SHOWN.map((name) => dimensionOf(name));
const SHORT = 6;
const LIMIT = 50;

type Facet = EventsFacetsQuery['facets'][number];

function dimensionOf(name: string): Dimension {
  const field = FIELDS[name]!;
  if (!('dimension' in field) || !field.dimension) throw new Error(`${name} cannot be counted.`);
  return field.dimension;
}

/** What values there are, and how many events have them; all by one query. */
export function Facets({ filter, terms }: { filter: AuditEventFilter; terms: Terms }) {
  const query = useApi(EventsFacetsDocument, { filter, dimensions: DIMENSIONS, limit: LIMIT }, { keep: true });
  const byDimension = new Map(query.data?.facets.map((facet) => [facet.dimension, facet]));
  return (
    <aside className={classes.facets} aria-label="Values" aria-busy={query.isPlaceholderData} tabIndex={0}>
      {query.error && !query.data && <ErrorMessage error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Loading rows={12} label="Counting values" />}
      {query.data &&
        SHOWN.map((name) => {
          const facet = byDimension.get(dimensionOf(name));
          return facet && facet.values.length > 0 ? <Group key={name} name={name} facet={facet} terms={terms} /> : null;
        })}
    </aside>
  );
}

function Group({ name, facet, terms }: { name: string; facet: Facet; terms: Terms }) {
  const [isOpen, setOpen] = useState(OPEN.has(name));
  const [shown, setShown] = useState(SHORT);
  const values = facet.values.slice(0, shown);
  const rest = facet.values.length - values.length;
  const most = facet.values[0]?.count ?? 1;
  return (
    <section className={classes.group}>
      <h2>
        <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <Icon name={isOpen ? 'down' : 'right'} size={12} />
          {FIELDS[name]!.label}
          <span>
            {facet.values.length}
            {facet.otherCount > 0 && '+'}
          </span>
        </button>
      </h2>
      {isOpen && (
        <ul>
          {values.map(({ value, count }) => (
            <Value key={value ?? ''} name={name} value={value ?? ''} count={count} share={count / most} terms={terms} />
          ))}
          {rest > 0 && (
            <li>
              <button type="button" className={classes.more} onClick={() => setShown(shown + LIMIT)}>
                {formatCount(rest)} more
              </button>
            </li>
          )}
          {facet.otherCount > 0 && rest === 0 && (
            <li className={classes.other}>{formatCount(facet.otherCount)} with other values</li>
          )}
        </ul>
      )}
    </section>
  );
}

interface ValueProps {
  name: string;
  value: string;
  count: number;
  share: number;
  terms: Terms;
}

function Value({ name, value, count, share, terms }: ValueProps) {
  const isIncluded = hasValue(terms.terms, name, value, false);
  const isExcluded = hasValue(terms.terms, name, value, true);
  const text = value === '' ? '(none)' : inertLine(value, 80);
  return (
    <li className={classes.value} data-included={isIncluded || undefined} data-excluded={isExcluded || undefined}>
      <button
        type="button"
        aria-pressed={isIncluded}
        onClick={() => terms.toggle(name, value)}
        title={`${text}: ${formatCount(count)}`}
      >
        <span className={classes.share} style={{ width: `${Math.max(2, share * 100)}%` }} aria-hidden="true" />
        <bdi className={classes.text}>{text}</bdi>
        <span className="num">{formatCompact(count)}</span>
      </button>
      <button
        type="button"
        className={classes.exclude}
        aria-pressed={isExcluded}
        aria-label={`Exclude ${text}`}
        title={`Exclude ${text}`}
        onClick={() => terms.toggle(name, value, true)}
      >
        <Icon name="minus" size={11} />
      </button>
    </li>
  );
}
