import { useMemo } from 'react';
import { ActorLink } from '../actors/ActorLink';
import { useApi } from '../api/queries';
import { Figure, Figures } from '../elements/Figures';
import { Page, Panel } from '../elements/Page';
import { Ranking } from '../elements/Ranking';
import { ErrorMessage, Loading } from '../elements/States';
import { inertLine } from '../elements/text';
import { Histogram } from '../events/Histogram';
import { useHistogram } from '../events/useHistogram';
import { WITHOUT_READS } from '../filter/reads';
import { printValue } from '../filter/terms';
import { OverviewDocument, type OverviewQuery } from '../generated/graphql';
import { useStatistics } from '../pipeline/useStatistics';
import { Link } from '../routing/Link';
import { href, navigate, useParams, type Params } from '../routing/router';
import { formatBytes, formatCompact, formatCount, formatDuration } from '../time/format';
import { lastRange, spanLabel, spanSeconds } from '../time/range';
import { useNow } from '../time/useNow';
import { Latest } from './Latest';
import classes from './OverviewPage.module.css';
import { SpanPicker } from './SpanPicker';

const REFRESH = 15_000;

/** What happens now, and what of it someone should look at. */
export function OverviewPage() {
  const [search, change] = useParams();
  const named = search.get('last');
  const span = named && spanSeconds(named) ? named : '1h';
  const now = useNow(REFRESH);
  const range = useMemo(() => lastRange(span, now), [span, now]);
  const filter = useMemo(() => ({ ...WITHOUT_READS, from: range.from, to: range.to }), [range]);
  const query = useApi(
    OverviewDocument,
    { filter, destructive: { ...filter, destructive: true }, failed: { ...filter, outcome: ['FAILED', 'BLOCKED'] } },
    { keep: true },
  );
  const histogram = useHistogram(filter, range, 'outcome');
  const events = (params: Params = {}) => ({ path: '/events', params: { last: span, ...params } });

  return (
    <Page
      title="Overview"
      note={`Last ${spanLabel(span)}, without reads of the log`}
      actions={<SpanPicker value={span} onChange={(last) => change({ last: last === '1h' ? null : last })} />}
    >
      {query.error && !query.data ? (
        <Panel>
          <ErrorMessage error={query.error} onRetry={() => void query.refetch()} />
        </Panel>
      ) : (
        <>
          <Totals data={query.data} seconds={spanSeconds(span)!} events={events} />
          <Panel title="Events over time" aside={<Link {...{ to: '/events', params: { last: span } }}>Explore</Link>}>
            <Histogram
              data={histogram.histogram}
              stack="outcome"
              height={150}
              onZoom={(zoomed) => navigate(href('/events', { from: zoomed.from, to: zoomed.to }))}
            />
          </Panel>
          <div className={classes.columns}>
            <Panel
              title="Destructive operations"
              aside={
                <Link to="/events" params={{ last: span, q: 'destructive:true' }}>
                  All
                </Link>
              }
              flush
            >
              <Latest
                rows={query.data?.destructive.nodes}
                empty="None. Nothing was dropped, truncated or deleted whole."
              />
            </Panel>
            <Panel
              title="Failed and refused"
              aside={
                <Link to="/events" params={{ last: span, q: 'outcome:failed,blocked' }}>
                  All
                </Link>
              }
              flush
            >
              <Latest rows={query.data?.failed.nodes} empty="None. Everything succeeded." />
            </Panel>
            <Panel
              title="Most active actors"
              aside={
                <Link to="/actors" params={{ last: span }}>
                  All
                </Link>
              }
              flush
            >
              {query.data ? <Actors rows={query.data.actors.rows} span={span} /> : <Loading />}
            </Panel>
            <Panel title="Most written tables" flush>
              {query.data ? (
                <Tables rows={query.data.tables.rows.filter((row) => row.key[0]?.value)} span={span} />
              ) : (
                <Loading />
              )}
            </Panel>
          </div>
        </>
      )}
    </Page>
  );
}

function Totals({
  data,
  seconds,
  events,
}: {
  data?: OverviewQuery;
  seconds: number;
  events: (params?: Params) => { path: string; params: Params };
}) {
  const statistics = useStatistics().data?.statistics;
  const values = new Map(data?.totals.rows[0]?.metrics.map(({ metric, value }) => [metric, value ?? 0]));
  const of = (metric: Parameters<typeof values.get>[0]) => values.get(metric) ?? 0;
  const rate = statistics?.eventsPerSecond ?? of('COUNT') / seconds;
  return (
    <Figures>
      <Figure
        name="Events"
        value={data ? formatCompact(of('COUNT')) : '–'}
        note={`${rate.toFixed(rate < 10 ? 1 : 0)} per second`}
        to={events()}
      />
      <Figure
        name="Destructive"
        value={data ? formatCount(of('DESTRUCTIVE')) : '–'}
        tone={of('DESTRUCTIVE') > 0 ? 'red' : undefined}
        to={events({ q: 'destructive:true' })}
      />
      <Figure
        name="Failed"
        value={data ? formatCount(of('FAILURES')) : '–'}
        tone={of('FAILURES') > 0 ? 'orange' : undefined}
        to={events({ q: 'outcome:failed' })}
      />
      <Figure
        name="Actors"
        value={data ? formatCount(of('UNIQUE_ACTORS')) : '–'}
        note={`${formatCount(of('UNIQUE_SESSIONS'))} sessions`}
        to={{ path: '/actors' }}
      />
      <Figure name="95 % took at most" value={of('DURATION_P95') > 0 ? formatDuration(of('DURATION_P95')) : '–'} />
      {statistics && (
        <Figure
          name="On the way to the store"
          value={formatCompact(statistics.queueDepth)}
          note={`${formatBytes(statistics.spooledBytes)} on disk`}
          to={{ path: '/pipeline' }}
        />
      )}
      {statistics && (
        <Figure
          name="Declared losses"
          value={formatCount(statistics.declaredLosses)}
          tone={statistics.declaredLosses > 0 ? 'red' : 'green'}
          to={{ path: '/pipeline' }}
        />
      )}
    </Figures>
  );
}

type Row = OverviewQuery['actors']['rows'][number];
const metric = (row: Row, index: number) => row.metrics[index]?.value ?? 0;

function Actors({ rows, span }: { rows: Row[]; span: string }) {
  if (rows.length === 0) return <p className={classes.none}>Nobody did anything.</p>;
  return (
    <Ranking
      label="Most active actors"
      heads={['Actor', 'Events', 'Failed', 'Destructive']}
      rows={rows.map((row) => {
        const [type, id] = [row.key[0]?.value ?? '', row.key[1]?.value ?? ''];
        return {
          key: `${type} ${id}`,
          size: metric(row, 0),
          name: <ActorLink id={id} type={type} range={{ last: span }} />,
          cells: [formatCompact(metric(row, 0)), formatCompact(metric(row, 1)), formatCompact(metric(row, 2))],
        };
      })}
    />
  );
}

function Tables({ rows, span }: { rows: Row[]; span: string }) {
  if (rows.length === 0) return <p className={classes.none}>Nothing was written.</p>;
  return (
    <Ranking
      label="Most written tables"
      heads={['Table', 'Writes', 'Rows', 'Actors']}
      rows={rows.map((row) => {
        const table = row.key[0]?.value ?? '';
        return {
          key: table,
          size: metric(row, 0),
          name: (
            <Link to="/events" params={{ last: span, q: printValue('writes', table) }}>
              {inertLine(table, 60)}
            </Link>
          ),
          cells: [formatCompact(metric(row, 0)), formatCompact(metric(row, 1)), formatCompact(metric(row, 2))],
        };
      })}
    />
  );
}
