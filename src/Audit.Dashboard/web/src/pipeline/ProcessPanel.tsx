import { Panel } from '../elements/Page';
import { Tag } from '../elements/Tag';
import { inertLine } from '../elements/text';
import type { StatisticsFieldsFragment } from '../generated/graphql';
import { formatBytes, formatCount, formatDistance, formatDuration } from '../time/format';
import classes from './StatusList.module.css';

type Pipeline = NonNullable<StatisticsFieldsFragment['pipeline']>;
type Row = [name: string, value: string, meaning: string, isBad?: boolean];

/** Every event that the answering process recorded is stored, on its way, or a declared loss. */
export function ProcessPanel({ pipeline, at }: { pipeline: Pipeline; at: string }) {
  const rows: Row[] = [
    ['Recorded', formatCount(pipeline.recorded), 'events, since the start'],
    ['Stored', formatCount(pipeline.delivered), 'of them'],
    ['On the way', formatCount(pipeline.queued), `of them; ${formatCount(pipeline.spooled)} on local disk`],
    ['Lost', formatCount(pipeline.dropped), losses(pipeline), pipeline.dropped > 0],
    [
      'Dead letters',
      formatCount(pipeline.deadLetters),
      'kept apart, since the store refuses them',
      pipeline.deadLetters > 0,
    ],
    [
      'Oldest on the way',
      pipeline.oldestUndeliveredAt ? formatDistance(Date.parse(at) - Date.parse(pipeline.oldestUndeliveredAt)) : '–',
      'has waited so long',
    ],
    ['Spool', formatBytes(pipeline.spoolCapacityBytes), 'may lie on local disk'],
    ['Taken over', formatCount(pipeline.adopted), 'events of processes that are gone'],
    [
      'Batches',
      formatCount(pipeline.batches),
      pipeline.batchLatencyMilliseconds
        ? `each about ${formatDuration(pipeline.batchLatencyMilliseconds * 1000)}`
        : 'stored',
    ],
    [
      'Failed attempts',
      formatCount(pipeline.failedAttempts),
      `${formatCount(pipeline.retries)} tried again; ${formatCount(pipeline.consecutiveFailures)} in a row now`,
      pipeline.consecutiveFailures > 0,
    ],
    [
      'Outbox',
      formatCount(pipeline.outboxWaiting),
      pipeline.outboxWaiting > 0
        ? `waiting, up to ${formatDuration(pipeline.outboxLagMilliseconds * 1000)}`
        : 'rows waiting',
    ],
  ];
  return (
    <Panel
      title={<>Process {inertLine(pipeline.instance, 80)}</>}
      aside={<Tag tone={pipeline.running ? 'green' : 'red'}>{pipeline.running ? 'running' : 'stopped'}</Tag>}
    >
      <dl className={classes.list}>
        {rows.map(([name, value, meaning, isBad]) => (
          <div key={name} data-bad={isBad || undefined}>
            <dt>{name}</dt>
            <dd className="num">{value}</dd>
            <dd className={classes.meaning}>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

function losses(pipeline: Pipeline): string {
  const reasons = pipeline.losses
    .filter((loss) => loss.count > 0)
    .map((loss) => `${formatCount(loss.count)} ${loss.reason.replaceAll('_', ' ')}`);
  return reasons.length > 0 ? inertLine(reasons.join(', '), 200) : 'each would be declared in the log';
}
