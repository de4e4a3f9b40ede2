import { Button } from '@mantine/core';
import { useMemo } from 'react';
import { useApi } from '../api/queries';
import { Figure, Figures } from '../elements/Figures';
import { Page, Panel } from '../elements/Page';
import { ErrorMessage, Loading } from '../elements/States';
import { Tag } from '../elements/Tag';
import { inertLine } from '../elements/text';
import { columnsOf } from '../events/columns';
import { EventList } from '../events/EventList';
import { Histogram } from '../events/Histogram';
import { useHistogram } from '../events/useHistogram';
import { printValue } from '../filter/terms';
import {
  ActorProfileDocument,
  type ActorProfileQuery,
  type ActorType,
  type AuditEventFilter,
  type Dimension,
} from '../generated/graphql';
import { Link } from '../routing/Link';
import { formatCompact, formatCount } from '../time/format';
import { RangePicker } from '../time/RangePicker';
import { rangeSeconds, type Range } from '../time/range';
import { Time } from '../time/Time';
import { useRange } from '../time/useRange';
import classes from './ActorPage.module.css';

const COLUMNS = columnsOf('time,action,target,summary,rows,duration,outcome');
const TYPES = ['user', 'api_key', 'service', 'system', 'anonymous'];
const DAY = 86_400;
const PARTS: { dimension: Dimension; title: string; field: string }[] = [
  { dimension: 'TABLE', title: 'Tables touched', field: 'table' },
  { dimension: 'ACTION', title: 'Actions', field: 'action' },
  { dimension: 'SESSION_ID', title: 'Sessions', field: 'session' },
  { dimension: 'API_KEY_ID', title: 'API keys', field: 'apiKey' },
  { dimension: 'CLIENT_IP', title: 'Addresses', field: 'ip' },
];

/** What one actor did: over time, to which tables, from where. */
export function ActorPage({ id, type }: { id: string; type: string | null }) {
  const [range, setRange] = useRange('1d');
  const actor = useMemo<AuditEventFilter>(
    () => ({
      actorId: { eq: id },
      ...(type && TYPES.includes(type) && { actorType: [type.toUpperCase() as ActorType] }),
    }),
    [id, type],
  );
  const filter = useMemo(() => ({ ...actor, from: range.from, to: range.to }), [actor, range]);
  const query = useApi(ActorProfileDocument, { filter, ever: actor }, { keep: true });
  const histogram = useHistogram(filter, range, 'outcome');
  const own = [printValue('actor', id), type && printValue('actorType', type)].filter(Boolean).join(' ');
  const latest = query.data?.latest.nodes[0];
  const name = latest?.actor.name;

  return (
    <Page
      title={inertLine(id, 60)}
      note={
        <>
          {name && name !== id && <>{inertLine(name, 60)} </>}
          {type && <Tag>{type.replace('_', ' ')}</Tag>}
        </>
      }
      actions={
        <>
          <Button h={30} component={Link} to="/actors">
            All actors
          </Button>
          <Button
            h={30}
            component={Link}
            to="/events"
            params={{ q: own, from: range.from, to: range.to, last: range.last, reads: true }}
          >
            In Events
          </Button>
          <RangePicker range={range} onChange={setRange} />
        </>
      }
    >
      {query.error && !query.data ? (
        <Panel>
          <ErrorMessage error={query.error} onRetry={() => void query.refetch()} />
        </Panel>
      ) : (
        <Totals data={query.data} />
      )}
      <Panel title="Activity over time">
        <Histogram data={histogram.histogram} stack="outcome" height={120} onZoom={setRange} />
      </Panel>
      <div className={classes.parts}>
        {query.data
          ? PARTS.map((part) => <Part key={part.field} {...part} facets={query.data.facets} own={own} range={range} />)
          : !query.error && (
              <Panel flush>
                <Loading rows={4} />
              </Panel>
            )}
      </div>
      <Panel title="Events" flush>
        <EventList
          filter={filter}
          columns={COLUMNS}
          withDate={rangeSeconds(range) > DAY / 2}
          label="Events of the actor"
          empty="Nothing in this range."
        />
      </Panel>
    </Page>
  );
}

function Totals({ data }: { data?: ActorProfileQuery }) {
  const values = data?.totals.rows[0]?.metrics.map(({ value }) => value ?? 0) ?? [];
  const first = data?.first.nodes[0]?.occurredAt;
  const latest = data?.latest.nodes[0]?.occurredAt;
  return (
    <Figures>
      <Figure name="Events" value={data ? formatCompact(values[0] ?? 0) : '–'} />
      <Figure name="Failed" value={data ? formatCount(values[1] ?? 0) : '–'} tone={values[1] ? 'orange' : undefined} />
      <Figure
        name="Destructive"
        value={data ? formatCount(values[2] ?? 0) : '–'}
        tone={values[2] ? 'red' : undefined}
      />
      <Figure name="Rows changed" value={data ? formatCompact(values[3] ?? 0) : '–'} />
      <Figure name="First seen" value={<span className={classes.seen}>{first ? <Time iso={first} /> : '–'}</span>} />
      <Figure name="Last seen" value={<span className={classes.seen}>{latest ? <Time iso={latest} /> : '–'}</span>} />
    </Figures>
  );
}

interface PartProps {
  dimension: Dimension;
  title: string;
  field: string;
  facets: ActorProfileQuery['facets'];
  own: string;
  range: Range;
}

function Part({ dimension, title, field, facets, own, range }: PartProps) {
  const facet = facets.find((known) => known.dimension === dimension);
  const values = facet?.values.filter(({ value }) => value) ?? [];
  if (values.length === 0) return null;
  const most = values[0]!.count;
  return (
    <Panel title={title} aside={facet!.otherCount > 0 && <span className="dim">and others</span>} flush>
      <ul className={classes.values}>
        {values.map(({ value, count }) => (
          <li key={value}>
            <Link
              to="/events"
              params={{ q: `${own} ${printValue(field, value ?? '')}`, from: range.from, to: range.to, reads: true }}
            >
              <bdi className="clip">{inertLine(value ?? '', 60)}</bdi>
              <span className="num dim">{formatCompact(count)}</span>
            </Link>
            <span className={classes.share} style={{ width: `${(count / most) * 100}%` }} aria-hidden="true" />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
