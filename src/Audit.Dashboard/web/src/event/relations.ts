import { printValue } from '../filter/terms';
import type { AuditEventFilter, EventDetailsFragment } from '../generated/graphql';
import type { Params } from '../routing/router';
import { around } from '../time/range';

export interface Relation {
  id: string;
  title: string;
  /** Which events; without one the API knows them by the event. */
  filter?: AuditEventFilter;
  /** The same as a view of its own. */
  params?: Params;
}

const CLOSE = 300;
const HOUR = 3600;
const HALF_DAY = 12 * HOUR;

/** What an event belongs to, the closest first. */
export function relationsOf(event: EventDetailsFragment): Relation[] {
  const relations: Relation[] = [];
  const add = (id: string, title: string, q: string, condition: AuditEventFilter, seconds: number) => {
    const range = around(event.occurredAt, seconds);
    relations.push({ id, title, filter: { ...condition, ...range }, params: { q, ...range, reads: true } });
  };
  const { transactionId, traceId } = event.correlation;
  if (transactionId)
    add('transaction', 'Transaction', `tx:${transactionId}`, { transactionId: { eq: transactionId } }, HOUR);
  if (traceId) add('trace', 'Trace', `trace:${traceId}`, { traceId: { eq: traceId } }, HOUR);
  if (event.command || event.correlation.parentEventId) relations.push({ id: 'command', title: 'Command' });
  if (event.client.sessionId)
    add(
      'session',
      'Session',
      `session:${event.client.sessionId}`,
      { sessionId: { eq: event.client.sessionId } },
      HALF_DAY,
    );
  if (event.actor.id)
    add('actor', 'Actor, that hour', printValue('actor', event.actor.id), { actorId: { eq: event.actor.id } }, HOUR);
  add('around', '± 5 minutes', '', {}, CLOSE);
  return relations;
}
