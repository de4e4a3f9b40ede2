import type {
  ActorType,
  AuditEventFilter,
  CommandSource,
  Dimension,
  EventCategory,
  Outcome,
} from '../generated/graphql';

type TextKey = {
  [K in keyof AuditEventFilter]-?: NonNullable<AuditEventFilter[K]> extends { like?: unknown } ? K : never;
}[keyof AuditEventFilter];

export type Field =
  | { kind: 'text'; label: string; key: TextKey; dimension?: Dimension }
  | {
      kind: 'enum';
      label: string;
      key: 'category' | 'outcome' | 'source' | 'actorType';
      values: string[];
      dimension?: Dimension;
    }
  | { kind: 'number'; label: string; key: 'rowsAffected' | 'durationMicroseconds'; isTime?: boolean }
  | { kind: 'risk'; label: string; dimension: Dimension }
  | { kind: 'flag'; label: string; key: 'destructive'; dimension: Dimension }
  | { kind: 'exact'; label: string; key: 'clientIp' | 'parentEventId'; dimension?: Dimension }
  | { kind: 'operation'; label: string; dimension: Dimension };

export const RISKS = ['none', 'low', 'medium', 'high', 'critical'] as const;

const categories: Lowercase<EventCategory>[] = [
  'database',
  'entity',
  'transaction',
  'command',
  'access',
  'guard',
  'alert',
  'integrity',
  'system',
];
const outcomes: Lowercase<Outcome>[] = ['succeeded', 'failed', 'blocked', 'cancelled', 'rolled_back', 'unknown'];
const sources: Lowercase<CommandSource>[] = [
  'linq',
  'save_changes',
  'raw_sql',
  'bulk',
  'migration',
  'seeder',
  'ado_net',
  'scaffolding',
  'command',
  'unknown',
];
const actorTypes: Lowercase<ActorType>[] = ['user', 'api_key', 'service', 'system', 'anonymous'];

/** What can stand before the colon. */
export const FIELDS: Record<string, Field> = {
  category: { kind: 'enum', label: 'Category', key: 'category', values: categories, dimension: 'CATEGORY' },
  action: { kind: 'text', label: 'Action', key: 'action', dimension: 'ACTION' },
  outcome: { kind: 'enum', label: 'Outcome', key: 'outcome', values: outcomes, dimension: 'OUTCOME' },
  risk: { kind: 'risk', label: 'Risk', dimension: 'RISK' },
  destructive: { kind: 'flag', label: 'Destructive', key: 'destructive', dimension: 'DESTRUCTIVE' },
  actor: { kind: 'text', label: 'Actor', key: 'actorId', dimension: 'ACTOR_ID' },
  actorType: { kind: 'enum', label: 'Actor type', key: 'actorType', values: actorTypes, dimension: 'ACTOR_TYPE' },
  table: { kind: 'text', label: 'Table', key: 'table', dimension: 'TABLE' },
  writes: { kind: 'text', label: 'Table written', key: 'tableWritten', dimension: 'TABLE_WRITTEN' },
  op: { kind: 'operation', label: 'Operation', dimension: 'OPERATION' },
  entity: { kind: 'text', label: 'Entity', key: 'entity', dimension: 'ENTITY' },
  key: { kind: 'text', label: 'Entity key', key: 'entityKey' },
  property: { kind: 'text', label: 'Property', key: 'property' },
  command: { kind: 'text', label: 'Command', key: 'command', dimension: 'COMMAND' },
  source: { kind: 'enum', label: 'Source', key: 'source', values: sources, dimension: 'SOURCE' },
  application: { kind: 'text', label: 'Application', key: 'application', dimension: 'APPLICATION' },
  environment: { kind: 'text', label: 'Environment', key: 'environment', dimension: 'ENVIRONMENT' },
  tenant: { kind: 'text', label: 'Tenant', key: 'tenantId', dimension: 'TENANT_ID' },
  name: { kind: 'text', label: 'Actor name', key: 'actorName' },
  session: { kind: 'text', label: 'Session', key: 'sessionId', dimension: 'SESSION_ID' },
  apiKey: { kind: 'text', label: 'API key', key: 'apiKeyId', dimension: 'API_KEY_ID' },
  ip: { kind: 'exact', label: 'Address', key: 'clientIp', dimension: 'CLIENT_IP' },
  fingerprint: { kind: 'text', label: 'Fingerprint', key: 'fingerprint', dimension: 'FINGERPRINT' },
  trace: { kind: 'text', label: 'Trace', key: 'traceId' },
  tx: { kind: 'text', label: 'Transaction', key: 'transactionId' },
  request: { kind: 'text', label: 'Request', key: 'requestId' },
  parent: { kind: 'exact', label: 'Caused by', key: 'parentEventId' },
  rows: { kind: 'number', label: 'Rows affected', key: 'rowsAffected' },
  duration: { kind: 'number', label: 'Duration', key: 'durationMicroseconds', isTime: true },
};

const BY_LOWER = new Map(Object.keys(FIELDS).map((name) => [name.toLowerCase(), name]));

/** The name of a field as it is written here, whatever its case; undefined for what is none. */
export function fieldName(typed: string): string | undefined {
  return BY_LOWER.get(typed.toLowerCase());
}
