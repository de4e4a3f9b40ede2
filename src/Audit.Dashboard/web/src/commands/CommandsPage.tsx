import { Button } from '@mantine/core';
import { useMemo } from 'react';
import { useApi } from '../api/queries';
import { Inert } from '../elements/Inert';
import { Page, Panel } from '../elements/Page';
import { ErrorMessage, Loading, Message } from '../elements/States';
import { OutcomeTag, Tag } from '../elements/Tag';
import { inertLine } from '../elements/text';
import { columnsOf } from '../events/columns';
import { EventList } from '../events/EventList';
import { useEventPages } from '../events/useEventPages';
import { EventByIdDocument, type AuditEventFilter, type EventRowFragment } from '../generated/graphql';
import { Link } from '../routing/Link';
import { useParams } from '../routing/router';
import { formatDuration } from '../time/format';
import { RangePicker } from '../time/RangePicker';
import { Time } from '../time/Time';
import { useRange } from '../time/useRange';
import classes from './CommandsPage.module.css';

const CAUSED = columnsOf('time,action,target,summary,rows,duration,outcome');

/** Runs of commands and jobs, and what each did to databases. */
export function CommandsPage() {
  const [search, change] = useParams();
  const [range, setRange] = useRange('7d');
  const run = search.get('run');
  const filter = useMemo<AuditEventFilter>(() => ({ from: range.from, to: range.to, category: ['COMMAND'] }), [range]);
  const pages = useEventPages(filter);
  return (
    <Page
      title="Commands"
      note="Commands, jobs and hosted services, each with its database events"
      actions={<RangePicker range={range} onChange={setRange} />}
    >
      {run && <Run id={run} />}
      <Panel title="Runs" flush>
        {pages.error && pages.rows.length === 0 ? (
          <ErrorMessage error={pages.error} onRetry={pages.retry} />
        ) : pages.isLoading ? (
          <Loading label="Loading runs" />
        ) : pages.rows.length === 0 ? (
          <Message icon="commands" title="No command ran in this range">
            Commands and jobs are recorded when they end.
          </Message>
        ) : (
          <>
            <div className={classes.scroller} tabIndex={0} role="region" aria-label="Runs">
              <table className={classes.runs}>
                <thead>
                  <tr>
                    <th scope="col">Ended</th>
                    <th scope="col">Command</th>
                    <th scope="col">Actor</th>
                    <th scope="col">Took</th>
                    <th scope="col">Exit code</th>
                    <th scope="col">Outcome</th>
                  </tr>
                </thead>
                <tbody>
                  {pages.rows.map((row) => (
                    <RunRow
                      key={row.id}
                      row={row}
                      isChosen={row.id === run}
                      onChoose={() => change({ run: row.id === run ? null : row.id })}
                    />
                  ))}
                </tbody>
              </table>
            </div>
            {pages.isMore && (
              <p className={classes.more}>
                <Button onClick={pages.more} loading={pages.isLoadingMore}>
                  More
                </Button>
              </p>
            )}
          </>
        )}
      </Panel>
    </Page>
  );
}

function RunRow({ row, isChosen, onChoose }: { row: EventRowFragment; isChosen: boolean; onChoose: () => void }) {
  return (
    <tr aria-current={isChosen || undefined}>
      <td>
        <Time iso={row.occurredAt} />
      </td>
      <td className="mono">
        <button type="button" className={classes.choose} onClick={onChoose} aria-expanded={isChosen}>
          {inertLine(row.command?.name ?? row.action, 60)}
        </button>{' '}
        <span className="dim">{inertLine(row.command?.arguments.join(' ') ?? '', 120)}</span>
      </td>
      <td>{inertLine(row.actor.id || row.actor.type.toLowerCase(), 40)}</td>
      <td className="num">{formatDuration(row.durationMicroseconds)}</td>
      <td className="num">{row.command?.exitCode ?? <span className="dim">–</span>}</td>
      <td>
        <OutcomeTag outcome={row.outcome} />
      </td>
    </tr>
  );
}

/** One run: what it was called with, and all that it caused. */
function Run({ id }: { id: string }) {
  const [, change] = useParams();
  const query = useApi(EventByIdDocument, { id });
  const caused = useMemo<AuditEventFilter>(() => ({ parentEventId: id }), [id]);
  const event = query.data?.auditEvent;
  return (
    <Panel
      title={event?.command ? <>Run of {inertLine(event.command.name, 60)}</> : 'Run'}
      aside={
        <span className={classes.tools}>
          {event && <Button onClick={() => change({ event: id })}>The event</Button>}
          <Button component={Link} to="/events" params={{ q: `parent:${id}`, last: '30d' }}>
            In Events
          </Button>
          <Button onClick={() => change({ run: null })}>Close</Button>
        </span>
      }
      flush
    >
      {query.error ? (
        <ErrorMessage error={query.error} onRetry={() => void query.refetch()} />
      ) : query.isPending ? (
        <Loading rows={3} label="Loading the run" />
      ) : event ? (
        <div className={classes.run}>
          <div className={classes.tags}>
            <OutcomeTag outcome={event.outcome} />
            {event.command?.exitCode !== null && event.command?.exitCode !== undefined && (
              <Tag>exit code {event.command.exitCode}</Tag>
            )}
            <span className="dim">
              ended <Time iso={event.occurredAt} as="full" />, took {formatDuration(event.durationMicroseconds)}, by{' '}
              {inertLine(event.actor.id || event.actor.type.toLowerCase(), 60)}
            </span>
          </div>
          {event.command && (
            <pre className={classes.line} tabIndex={0} aria-label="Command line">
              <Inert text={[event.command.name, ...event.command.arguments].join(' ')} limit={2000} />
            </pre>
          )}
          {event.error && (
            <p className={classes.error}>
              <Inert text={event.error} limit={1000} />
            </p>
          )}
        </div>
      ) : (
        <Message title="There is no such run">It may have expired.</Message>
      )}
      <EventList
        filter={caused}
        columns={CAUSED}
        direction="ASC"
        withDate
        label="What the run caused"
        empty="It caused no events of its own."
      />
    </Panel>
  );
}
