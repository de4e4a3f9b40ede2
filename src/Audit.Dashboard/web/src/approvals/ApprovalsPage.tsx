import { useMemo } from 'react';
import { useApi } from '../api/queries';
import { Page, Panel } from '../elements/Page';
import { ErrorMessage, Loading, Message } from '../elements/States';
import { columnsOf } from '../events/columns';
import { EventList } from '../events/EventList';
import { PendingApprovalsDocument, type AuditEventFilter } from '../generated/graphql';
import { lastRange } from '../time/range';
import { useNow } from '../time/useNow';
import { ApprovalCard } from './ApprovalCard';

const COLUMNS = columnsOf('time,actor,action,outcome,summary');

/** Operations that wait for a second person, and what was decided on others. */
export function ApprovalsPage() {
  const query = useApi(PendingApprovalsDocument, {}, { every: 5000 });
  const now = useNow(1000);
  const past = useMemo<AuditEventFilter>(() => {
    const { from } = lastRange('30d');
    return { from, category: ['GUARD'] };
  }, []);
  const pending = query.data?.pendingApprovals ?? [];
  const mayDecide = query.data?.me.roles.some((role) => role === 'Operator' || role === 'Admin') ?? false;

  return (
    <Page title="Approvals" note="Operations that the guard holds back until a second person has looked at them">
      <section aria-label="Waiting">
        {query.error && !query.data ? (
          <Panel>
            <ErrorMessage error={query.error} onRetry={() => void query.refetch()} />
          </Panel>
        ) : query.isPending ? (
          <Panel flush>
            <Loading rows={4} label="Loading approvals" />
          </Panel>
        ) : pending.length === 0 ? (
          <Panel>
            <Message icon="check" title="Nothing waits for approval">
              What the guard holds back appears here by itself.
            </Message>
          </Panel>
        ) : (
          pending.map((approval) => (
            <ApprovalCard key={approval.id} approval={approval} now={now} me={query.data.me.id} mayDecide={mayDecide} />
          ))
        )}
      </section>
      <Panel title="What the guard did, last 30 days" flush>
        <EventList
          filter={past}
          columns={COLUMNS}
          withDate
          label="What the guard did"
          empty="The guard stopped nothing and asked for nothing."
        />
      </Panel>
    </Page>
  );
}
