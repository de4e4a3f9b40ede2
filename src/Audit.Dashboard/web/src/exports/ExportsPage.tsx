import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { adviceFor } from '../api/errors';
import { useApiMutation } from '../api/queries';
import { CopyButton } from '../elements/CopyButton';
import { Page, Panel } from '../elements/Page';
import { ErrorMessage, Loading, Message } from '../elements/States';
import { Tag, type Tone } from '../elements/Tag';
import { inertLine } from '../elements/text';
import { CancelExportDocument, type ExportFieldsFragment, type ExportState } from '../generated/graphql';
import { Link } from '../routing/Link';
import { useParams } from '../routing/router';
import { formatBytes, formatCount } from '../time/format';
import { Time } from '../time/Time';
import classes from './ExportsPage.module.css';
import { isActive, useExports } from './useExports';

const TONES: Record<ExportState, Tone> = {
  QUEUED: 'grey',
  RUNNING: 'blue',
  COMPLETED: 'green',
  FAILED: 'red',
  CANCELLED: 'amber',
};

/** Exports with their progress, and what to check a downloaded file with. */
export function ExportsPage() {
  const [search] = useParams();
  const query = useExports();
  const exports = query.data?.exports ?? [];
  return (
    <Page
      title="Exports"
      note="Start one from Events: it holds exactly the events of the filter and range at that moment"
    >
      <Panel flush>
        {query.error && !query.data ? (
          <ErrorMessage error={query.error} onRetry={() => void query.refetch()} />
        ) : query.isPending ? (
          <Loading label="Loading exports" />
        ) : exports.length === 0 ? (
          <Message
            icon="exports"
            title="No exports yet"
            actions={
              <Button component={Link} to="/events">
                To the events
              </Button>
            }
          >
            Filter the events, then choose Export.
          </Message>
        ) : (
          <ul>
            {exports.map((item) => (
              <ExportItem key={item.id} item={item} isMarked={item.id === search.get('id')} />
            ))}
          </ul>
        )}
      </Panel>
    </Page>
  );
}

function ExportItem({ item, isMarked }: { item: ExportFieldsFragment; isMarked: boolean }) {
  const queries = useQueryClient();
  const cancel = useApiMutation(CancelExportDocument);
  const isGoingOn = isActive(item);
  return (
    <li className={classes.item} data-marked={isMarked || undefined}>
      <div className={classes.main}>
        <div className={classes.title}>
          <Tag tone={TONES[item.state]}>{item.state.toLowerCase()}</Tag>
          <strong>{item.format}</strong>
          <span className="dim">
            by {inertLine(item.requestedBy, 60)}, <Time iso={item.createdAt} />
          </span>
        </div>
        <p className="dim num">
          {formatCount(item.rowsWritten)}
          {item.rowsTotal !== null && item.rowsTotal !== undefined && ` of ${formatCount(item.rowsTotal)}`} events,{' '}
          {formatBytes(item.bytes)}
        </p>
        {isGoingOn && (
          <progress
            className={classes.progress}
            max={1}
            value={item.progress}
            aria-label={`Progress of the export of ${item.format}`}
          />
        )}
        {item.error && <p className={classes.error}>{inertLine(item.error)}</p>}
        {item.sha256 && (
          <p className={classes.checksum}>
            <span className="dim">SHA-256</span> <code>{item.sha256}</code>{' '}
            <CopyButton text={item.sha256} label="Copy the checksum" />
          </p>
        )}
        {cancel.error && (
          <p className={classes.error} role="alert">
            {adviceFor(cancel.error).title}. {adviceFor(cancel.error).detail}
          </p>
        )}
      </div>
      {isGoingOn && (
        <Button
          loading={cancel.isPending}
          onClick={() => cancel.mutate({ id: item.id }, { onSuccess: () => void queries.invalidateQueries() })}
        >
          Cancel
        </Button>
      )}
      {item.downloadUrl && (
        <Button component="a" href={item.downloadUrl} variant="filled" download>
          Download
        </Button>
      )}
    </li>
  );
}
