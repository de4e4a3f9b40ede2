import { isNotServed } from '../api/queries';
import { Page, Panel } from '../elements/Page';
import { ErrorMessage, Loading, Message } from '../elements/States';
import { Figure, Figures } from '../elements/Figures';
import { Tag, type Tone } from '../elements/Tag';
import { inertLine } from '../elements/text';
import { formatBytes, formatCompact, formatCount, formatDuration } from '../time/format';
import { Holds } from './Holds';
import { ProcessPanel } from './ProcessPanel';
import { StatusList } from './StatusList';
import { useHealth } from './useHealth';
import { useStatistics } from './useStatistics';
import { host } from '../api/host';

const TONES: Record<string, Tone> = { Healthy: 'green', Degraded: 'amber', Unhealthy: 'red' };

/** Whether what happens arrives in the store, and what is on its way. */
export function PipelinePage() {
  const statistics = useStatistics();
  const health = useHealth();
  const values = statistics.data?.statistics;
  return (
    <Page
      title="Pipeline"
      note={health.data && <Tag tone={TONES[health.data.status] ?? 'grey'}>{health.data.status.toLowerCase()}</Tag>}
    >
      {values ? (
        <Figures>
          <Figure
            name="Events per second"
            value={values.eventsPerSecond.toFixed(values.eventsPerSecond < 10 ? 1 : 0)}
          />
          <Figure
            name="Waiting in memory"
            value={formatCompact(values.queueDepth)}
            note="events"
            tone={values.queueDepth > 50_000 ? 'orange' : undefined}
          />
          <Figure name="Spool on local disk" value={formatBytes(values.spooledBytes)} />
          <Figure
            name="Delay until stored"
            value={values.lagMilliseconds > 0 ? formatDuration(values.lagMilliseconds * 1000) : 'none'}
            tone={values.lagMilliseconds > 60_000 ? 'orange' : undefined}
          />
          <Figure
            name="Declared losses"
            value={formatCount(values.declaredLosses)}
            note="events, since the start"
            tone={values.declaredLosses > 0 ? 'red' : 'green'}
          />
        </Figures>
      ) : statistics.isPending ? (
        <Panel flush>
          <Loading rows={3} label="Loading figures" />
        </Panel>
      ) : (
        !isNotServed(statistics.error) && (
          <Panel>
            <ErrorMessage error={statistics.error} onRetry={() => void statistics.refetch()} />
          </Panel>
        )
      )}
      {values && <Holds holds={values.holds} />}
      {values?.pipeline && <ProcessPanel pipeline={values.pipeline} at={values.at} />}
      {host.health === '' ? (
        <Panel>
          <Message icon="pipeline" title="This application names no health check">
            Set Audit:Dashboard:HealthPath to the path of one that answers as JSON.
          </Message>
        </Panel>
      ) : health.error && !health.data ? (
        <Panel>
          <Message icon="warning" tone="bad" role="alert" title="The health check does not answer">
            {health.error.message}
          </Message>
        </Panel>
      ) : health.isPending ? (
        <Panel flush>
          <Loading rows={5} label="Loading the health check" />
        </Panel>
      ) : (
        Object.entries(health.data.checks).map(([name, check]) => (
          <Panel
            key={name}
            title={<>Check: {inertLine(name, 60)}</>}
            aside={<Tag tone={TONES[check.status] ?? 'grey'}>{check.status.toLowerCase()}</Tag>}
          >
            {check.description && <p>{inertLine(check.description, 1000)}</p>}
            <StatusList data={check.data ?? {}} />
          </Panel>
        ))
      )}
    </Page>
  );
}
