import type { EventRowFragment } from '../generated/graphql';
import { inertLine } from '../elements/text';
import { formatCount, formatDuration } from '../time/format';

export interface Column {
  id: string;
  title: string;
  /** Pixels; the one without takes what is left. */
  width?: number;
  align?: 'right';
  mono?: boolean;
  text: (row: EventRowFragment) => string;
  /** What the cell's value is to the filter. */
  value?: (row: EventRowFragment) => { field: string; value: string } | undefined;
  sort?: 'DURATION' | 'ROWS_AFFECTED' | 'OCCURRED_AT';
}

const SUMMARY_LIMIT = 240;

const of = (field: string, value: string | null | undefined) => (value ? { field, value } : undefined);

export function tablesOf(row: EventRowFragment): string[] {
  const database = row.database;
  return database ? [...new Set([...database.tablesWritten, ...database.tablesRead])] : [];
}

/** What it was done to. */
export function targetOf(row: EventRowFragment): string {
  if (row.entity) return `${row.entity.entity} ${row.entity.key}`;
  if (row.command) return row.command.name;
  const tables = tablesOf(row);
  return tables.length > 0 ? tables.join(', ') : (row.correlation.httpRoute ?? '');
}

/** The event in one line. */
export function summaryOf(row: EventRowFragment): string {
  if (row.error) return inertLine(row.error, SUMMARY_LIMIT);
  if (row.database?.statement) return inertLine(row.database.statement, SUMMARY_LIMIT);
  if (row.entity) return inertLine(`${row.entity.entity} ${row.entity.key} was ${row.entity.state}`, SUMMARY_LIMIT);
  if (row.command) return inertLine([row.command.name, ...row.command.arguments].join(' '), SUMMARY_LIMIT);
  const { httpMethod, httpRoute } = row.correlation;
  return inertLine([httpMethod, httpRoute].filter(Boolean).join(' '), SUMMARY_LIMIT);
}

export const COLUMNS: Column[] = [
  { id: 'time', title: 'Time', width: 116, mono: true, text: (row) => row.occurredAt, sort: 'OCCURRED_AT' },
  {
    id: 'outcome',
    title: 'Outcome',
    width: 98,
    text: (row) => row.outcome.toLowerCase(),
    value: (row) => of('outcome', row.outcome.toLowerCase()),
  },
  {
    id: 'risk',
    title: 'Risk',
    width: 74,
    text: (row) => row.risk.toLowerCase(),
    value: (row) => of('risk', row.risk.toLowerCase()),
  },
  {
    id: 'actor',
    title: 'Actor',
    width: 104,
    text: (row) => row.actor.id || row.actor.type.toLowerCase(),
    value: (row) => of('actor', row.actor.id) ?? of('actorType', row.actor.type.toLowerCase()),
  },
  { id: 'action', title: 'Action', width: 182, text: (row) => row.action, value: (row) => of('action', row.action) },
  {
    id: 'target',
    title: 'Target',
    width: 142,
    text: targetOf,
    value: (row) =>
      row.entity
        ? of('entity', row.entity.entity)
        : row.command
          ? of('command', row.command.name)
          : of('table', tablesOf(row)[0]),
  },
  { id: 'summary', title: 'Summary', mono: true, text: summaryOf },
  { id: 'rows', title: 'Rows', width: 58, align: 'right', text: (row) => countOf(row), sort: 'ROWS_AFFECTED' },
  {
    id: 'duration',
    title: 'Duration',
    width: 80,
    align: 'right',
    text: (row) => durationOf(row),
    sort: 'DURATION',
  },
  {
    id: 'category',
    title: 'Category',
    width: 96,
    text: (row) => row.category.toLowerCase(),
    value: (row) => of('category', row.category.toLowerCase()),
  },
  {
    id: 'operation',
    title: 'Operation',
    width: 104,
    text: (row) => row.database?.operations.join(', ') ?? '',
    value: (row) => of('op', row.database?.operations[0]),
  },
  {
    id: 'source',
    title: 'Source',
    width: 104,
    text: (row) => row.database?.source.toLowerCase() ?? '',
    value: (row) => of('source', row.database?.source.toLowerCase()),
  },
  {
    id: 'route',
    title: 'Route',
    width: 190,
    text: (row) => [row.correlation.httpMethod, row.correlation.httpRoute].filter(Boolean).join(' '),
  },
  {
    id: 'ip',
    title: 'Address',
    width: 120,
    mono: true,
    text: (row) => row.client.ip ?? '',
    value: (row) => of('ip', row.client.ip),
  },
  {
    id: 'session',
    title: 'Session',
    width: 120,
    mono: true,
    text: (row) => row.client.sessionId ?? '',
    value: (row) => of('session', row.client.sessionId),
  },
  {
    id: 'apiKey',
    title: 'API key',
    width: 120,
    mono: true,
    text: (row) => row.client.apiKeyId ?? '',
    value: (row) => of('apiKey', row.client.apiKeyId),
  },
  {
    id: 'tenant',
    title: 'Tenant',
    width: 100,
    text: (row) => row.actor.tenantId ?? '',
    value: (row) => of('tenant', row.actor.tenantId),
  },
  {
    id: 'application',
    title: 'Application',
    width: 120,
    text: (row) => row.application,
    value: (row) => of('application', row.application),
  },
  {
    id: 'environment',
    title: 'Environment',
    width: 110,
    text: (row) => row.environment,
    value: (row) => of('environment', row.environment),
  },
  { id: 'database', title: 'Database', width: 130, text: (row) => row.database?.database ?? '' },
  {
    id: 'trace',
    title: 'Trace',
    width: 130,
    mono: true,
    text: (row) => row.correlation.traceId ?? '',
    value: (row) => of('trace', row.correlation.traceId),
  },
  {
    id: 'transaction',
    title: 'Transaction',
    width: 130,
    mono: true,
    text: (row) => row.correlation.transactionId ?? '',
    value: (row) => of('tx', row.correlation.transactionId),
  },
  { id: 'id', title: 'Id', width: 270, mono: true, text: (row) => row.id },
];

/** Nothing for what happened at one moment, such as signing in. */
export function durationOf({ durationMicroseconds }: { durationMicroseconds: number | null }): string {
  return durationMicroseconds ? formatDuration(durationMicroseconds) : '';
}

function countOf(row: EventRowFragment): string {
  const rows = row.database?.rowsAffected ?? row.database?.rowsRead;
  return rows === null || rows === undefined ? '' : formatCount(rows);
}

export const DEFAULT_COLUMNS = ['time', 'actor', 'action', 'target', 'summary', 'rows', 'duration', 'outcome'];

const BY_ID = new Map(COLUMNS.map((column) => [column.id, column]));

/** The columns that an address names, in its order; what it names wrongly is left out. */
export function columnsOf(text: string | null): Column[] {
  const named = text?.split(',').flatMap((id) => BY_ID.get(id) ?? []);
  return named && named.length > 0 ? named : DEFAULT_COLUMNS.map((id) => BY_ID.get(id)!);
}
