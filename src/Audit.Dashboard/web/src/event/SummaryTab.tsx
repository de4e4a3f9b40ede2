import type { ReactNode } from 'react';
import { Inert } from '../elements/Inert';
import { inertLine } from '../elements/text';
import { OutcomeTag, Tag } from '../elements/Tag';
import { durationOf } from '../events/columns';
import type { EventDetailsFragment } from '../generated/graphql';
import { Link } from '../routing/Link';
import { formatCount } from '../time/format';
import { Time } from '../time/Time';
import { Fact, Facts } from './Facts';
import classes from './SummaryTab.module.css';

/** Who did what to what, from where, and how it ended. */
export function SummaryTab({ event, onOpen }: { event: EventDetailsFragment; onOpen: (id: string) => void }) {
  const { actor, client, correlation, database, entity, command } = event;
  const parent = correlation.parentEventId;
  return (
    <div className={classes.summary}>
      {event.error && (
        <div className={classes.error}>
          <strong>{inertLine(event.errorCode || 'Error', 80)}</strong>
          <Inert text={event.error} limit={1500} />
        </div>
      )}
      {database && database.destructiveReasons.length > 0 && (
        <p className={classes.reasons}>
          Destructive:{' '}
          {database.destructiveReasons.map((reason) => (
            <Tag key={reason} tone="red">
              {reason}
            </Tag>
          ))}
        </p>
      )}
      <Facts title="What">
        {database && (
          <Fact
            name="Operation"
            value={database.operations.join(', ')}
            field="op"
            filterValue={database.operations[0]}
          />
        )}
        {database && <List name="Wrote" values={database.tablesWritten} field="writes" />}
        {database && <List name="Read" values={database.tablesRead} field="table" />}
        {entity && (
          <Fact name="Entity" value={entity.entity} field="entity">
            <Link to="/entities" params={{ entity: entity.entity, key: entity.key }}>
              <Inert text={`${entity.entity} ${entity.key}`} limit={200} />
            </Link>{' '}
            <span className="dim">was {inertLine(entity.state, 40)}</span>
          </Fact>
        )}
        {command && (
          <Fact
            name="Command"
            value={[command.name, ...command.arguments].join(' ')}
            field="command"
            filterValue={command.name}
          />
        )}
        {command && <Fact name="Exit code" value={command.exitCode?.toString()} />}
        <Fact
          name="Rows affected"
          value={
            database?.rowsAffected === null || database?.rowsAffected === undefined
              ? undefined
              : formatCount(database.rowsAffected)
          }
        />
        <Fact
          name="Rows read"
          value={
            database?.rowsRead === null || database?.rowsRead === undefined ? undefined : formatCount(database.rowsRead)
          }
        />
        <Fact name="Duration" value={durationOf(event)} />
        <Fact name="Source" value={database?.source.toLowerCase()} field="source" />
        <Fact name="Fingerprint" value={database?.fingerprint} field="fingerprint" isMono />
        <Fact name="Category" value={event.category.toLowerCase()} field="category" />
      </Facts>
      <Facts title="Who">
        <Fact name="Actor" value={actor.id || actor.type.toLowerCase()} field={actor.id ? 'actor' : 'actorType'}>
          {actor.id ? (
            <Link to="/actors" params={{ id: actor.id, type: actor.type.toLowerCase() }}>
              <Inert text={actor.id} limit={200} />
            </Link>
          ) : (
            actor.type.toLowerCase()
          )}{' '}
          <span className="dim">
            {[
              actor.name && actor.name !== actor.id ? inertLine(actor.name, 100) : '',
              actor.type.toLowerCase().replace('_', ' '),
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>
        </Fact>
        <Fact name="Impersonated by" value={actor.impersonatorId} field="actor" />
        <Fact name="Tenant" value={actor.tenantId} field="tenant" />
        <Fact name="API key" value={client.apiKeyId} field="apiKey" isMono />
        <Fact name="Session" value={client.sessionId} field="session" isMono />
        <Fact name="Address" value={client.ip} field="ip" isMono />
        <Fact name="User agent" value={client.userAgent} />
      </Facts>
      <Facts title="Where">
        <Fact name="Application" value={event.application} field="application" />
        <Fact name="Environment" value={event.environment} field="environment" />
        <Fact name="Instance" value={event.instance} isMono />
        <Fact
          name="Database"
          value={database && [database.system, database.server, database.database].filter(Boolean).join(' · ')}
        />
        <Fact name="Request" value={[correlation.httpMethod, correlation.httpRoute].filter(Boolean).join(' ')} />
        <Fact name="Trace" value={correlation.traceId} field="trace" isMono />
        <Fact name="Transaction" value={correlation.transactionId} field="tx" isMono>
          {correlation.transactionOutcome ? (
            <>
              {correlation.transactionId} <OutcomeTag outcome={correlation.transactionOutcome} />
            </>
          ) : undefined}
        </Fact>
        {parent && (
          <Fact name="Caused by" value={parent} field="parent" isMono>
            <button type="button" className={classes.link} onClick={() => onOpen(parent)}>
              {parent}
            </button>
          </Fact>
        )}
      </Facts>
      <Attributes attributes={event.attributes} />
      <Facts title="Record">
        <Fact name="Event" value={event.id} isMono />
        <TimeFact name="Stored" iso={event.ingestedAt} />
        <Fact name="Retention" value={event.retentionClass} />
        <TimeFact name="Expires" iso={event.expiresAt} />
      </Facts>
    </div>
  );
}

function Attributes({ attributes }: { attributes: Record<string, string> }) {
  const entries = Object.entries(attributes);
  if (entries.length === 0) return null;
  return (
    <Facts title="Attributes">
      {entries.map(([name, value]) => (
        <Fact
          key={name}
          name={name}
          value={value === '' ? '(empty)' : value}
          field={`attr.${name}`}
          filterValue={value}
        />
      ))}
    </Facts>
  );
}

function List({ name, values, field }: { name: string; values: string[]; field: string }): ReactNode {
  return values.map((value, index) => <Fact key={value} name={index === 0 ? name : ''} value={value} field={field} />);
}

function TimeFact({ name, iso }: { name: string; iso: string | null | undefined }) {
  return (
    <Fact name={name} value={iso}>
      {iso && <Time iso={iso} as="full" />}
    </Fact>
  );
}
