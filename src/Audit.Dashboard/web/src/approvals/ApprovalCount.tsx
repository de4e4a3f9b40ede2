import { useApi } from '../api/queries';
import { PendingApprovalsDocument } from '../generated/graphql';
import classes from './Approvals.module.css';

/** How many wait, beside the view's name. */
export function ApprovalCount() {
  const query = useApi(PendingApprovalsDocument, {}, { every: 30_000 });
  const count = query.data?.pendingApprovals.length ?? 0;
  return count > 0 ? (
    <span className={classes.count} aria-label={`${count} waiting`}>
      {count}
    </span>
  ) : null;
}
