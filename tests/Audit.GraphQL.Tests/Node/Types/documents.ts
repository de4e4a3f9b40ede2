// What a client is written like: documents are typed by the schema, and what it does with the answers is checked.
import type { ResultOf, VariablesOf } from '@graphql-typed-document-node/core'
import { graphql } from './generated'
import type { AuditEventFilter, EventCategory } from './generated/graphql'

export const page = graphql(`
  query Page($filter: AuditEventFilter, $after: String) {
    auditEvents(filter: $filter, first: 50, after: $after) {
      nodes { id occurredAt category actor { name } database { statement rowsAffected } entity { changes { property before after } } attributes }
      pageInfo { hasNextPage endCursor }
      totalCount
    }
  }
`)
export const history = graphql(`
  query History($entity: String!, $key: String!) { entityHistory(entity: $entity, key: $key) { nodes { occurredAt outcome } } }
`)
export const added = graphql(`
  subscription Added($filter: AuditEventFilter) { auditEventAdded(filter: $filter) { id risk destructive } }
`)
export const exported = graphql(`subscription Exported($id: ID!) { exportChanged(id: $id) { state progress sha256 downloadUrl } }`)
export const figures = graphql(`subscription Figures { statisticsChanged { eventsPerSecond queueDepth lagMilliseconds } }`)

const filter: AuditEventFilter = { destructive: true, category: ['DATABASE' as EventCategory], last: 'PT1H', rowsAffected: { gte: 100 } }
export const variables: VariablesOf<typeof page> = { filter }

export function show(answer: ResultOf<typeof page>): string[] {
  return answer.auditEvents.nodes.map((event) => `${event.occurredAt} ${event.actor.name ?? ''} ${event.database?.rowsAffected?.toFixed() ?? ''}`)
}

export function isDangerous(answer: ResultOf<typeof added>): boolean {
  return answer.auditEventAdded.destructive
}

// @ts-expect-error a field that was not asked for
export const missing = (answer: ResultOf<typeof added>) => answer.auditEventAdded.action
