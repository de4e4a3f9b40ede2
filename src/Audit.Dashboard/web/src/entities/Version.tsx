import { Button } from '@mantine/core';
import { useState } from 'react';
import { CopyButton } from '../elements/CopyButton';
import { Inert } from '../elements/Inert';
import { OutcomeTag, Tag, type Tone } from '../elements/Tag';
import { inertLine } from '../elements/text';
import { Value } from '../event/ParametersTab';
import type { RowHistoryQuery } from '../generated/graphql';
import { Link } from '../routing/Link';
import { useParams } from '../routing/router';
import { formatCount } from '../time/format';
import { Time } from '../time/Time';
import classes from './Entities.module.css';
import { restoreSql } from './restoreSql';

export type EntityVersion = RowHistoryQuery['entityHistory']['nodes'][number];

const TONES: Record<string, Tone> = { added: 'green', modified: 'blue', deleted: 'red' };
const SHORT = 12;
const STEP = 500;

/** One change of a row: who, when, which properties, and how to take it back. */
export function Version({ version }: { version: EntityVersion }) {
  const [, change] = useParams();
  const [shown, setShown] = useState(SHORT);
  const [isRestoring, setRestoring] = useState(false);
  const entity = version.entity;
  if (!entity) return null;
  const changes = entity.changes.slice(0, shown);
  const outcome = version.correlation.transactionOutcome ?? version.outcome;
  return (
    <li className={classes.version} data-state={entity.state}>
      <header className={classes.versionHead}>
        <Tag tone={TONES[entity.state] ?? 'grey'}>{entity.state}</Tag>
        <strong>
          <Time iso={version.occurredAt} as="full" />
        </strong>
        <span className="dim">
          by{' '}
          {version.actor.id ? (
            <Link to="/actors" params={{ id: version.actor.id, type: version.actor.type.toLowerCase() }}>
              {inertLine(version.actor.id, 60)}
            </Link>
          ) : (
            version.actor.type.toLowerCase()
          )}
          {version.correlation.httpRoute &&
            ` through ${version.correlation.httpMethod} ${inertLine(version.correlation.httpRoute, 80)}`}
        </span>
        {outcome !== 'SUCCEEDED' && <OutcomeTag outcome={outcome} />}
        <span className={classes.versionTools}>
          <Button onClick={() => change({ event: version.id })}>The event</Button>
          <Button onClick={() => setRestoring(!isRestoring)} aria-expanded={isRestoring}>
            Restore as SQL
          </Button>
        </span>
      </header>
      {isRestoring && <Restore version={version} />}
      {changes.length > 0 && (
        <table className={classes.diff}>
          <thead>
            <tr>
              <th scope="col">Property</th>
              <th scope="col">Before</th>
              <th scope="col">After</th>
            </tr>
          </thead>
          <tbody>
            {changes.map((item) => (
              <tr key={item.property}>
                <th scope="row">
                  <Inert text={item.property} limit={120} />
                </th>
                <td data-side={item.before === null ? undefined : 'before'}>
                  <Value text={item.before} isRedacted={item.redacted} />
                </td>
                <td data-side={item.after === null ? undefined : 'after'}>
                  <Value text={item.after} isRedacted={item.redacted} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {entity.changes.length > changes.length && (
        <p className={classes.whole}>
          <Button onClick={() => setShown(shown + STEP)}>
            {formatCount(entity.changes.length - changes.length)} more properties
          </Button>
        </p>
      )}
    </li>
  );
}

function Restore({ version }: { version: EntityVersion }) {
  const sql = restoreSql(version);
  return (
    <div className={classes.restore}>
      <p className="dim">
        Takes this change back. It is a text to start from: check the names of table and key, the types, and what
        changed since. Nothing is run from here.
        <CopyButton text={sql} label="Copy the SQL" />
      </p>
      <pre tabIndex={0} aria-label="SQL that takes the change back">
        <Inert text={sql} />
      </pre>
    </div>
  );
}
