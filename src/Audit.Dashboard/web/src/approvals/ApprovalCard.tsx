import { Button, Modal, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { adviceFor } from '../api/errors';
import { useApiMutation } from '../api/queries';
import { Icon } from '../elements/Icon';
import { Inert } from '../elements/Inert';
import { Tag } from '../elements/Tag';
import { inertLine } from '../elements/text';
import { ApproveDocument, RejectDocument, type ApprovalFragment } from '../generated/graphql';
import { Link } from '../routing/Link';
import { formatCountdown } from '../time/format';
import { Time } from '../time/Time';
import classes from './Approvals.module.css';

interface ApprovalCardProps {
  approval: ApprovalFragment;
  now: number;
  me: string;
  mayDecide: boolean;
}

const SOON = 5 * 60_000;

export function ApprovalCard({ approval, now, me, mayDecide }: ApprovalCardProps) {
  const [deciding, setDeciding] = useState<'approve' | 'reject' | null>(null);
  const left = Date.parse(approval.expiresAt) - now;
  const isOwn = approval.requestedBy.id === me;
  const canDecide = mayDecide && !isOwn && left > 0;
  return (
    <article className={classes.card} aria-label={`Operation of ${inertLine(approval.requestedBy.id, 60)}`}>
      <div className={classes.cardMain}>
        <div className={classes.tags}>
          {approval.reasons.map((reason) => (
            <Tag key={reason} tone="red">
              {reason}
            </Tag>
          ))}
          <Tag>{`rule ${approval.rule}`}</Tag>
          <Tag>{approval.environment}</Tag>
        </div>
        <pre className={classes.statement} tabIndex={0} aria-label="Statement">
          <Inert text={approval.statement} limit={4000} />
        </pre>
        <p className="dim">
          Asked for by{' '}
          <Link to="/actors" params={{ id: approval.requestedBy.id, type: approval.requestedBy.type.toLowerCase() }}>
            <Inert text={approval.requestedBy.name || approval.requestedBy.id} limit={100} />
          </Link>{' '}
          in {inertLine(approval.application, 60)}, <Time iso={approval.requestedAt} />
          {approval.requestNote && (
            <>
              : “<Inert text={approval.requestNote} limit={400} />”
            </>
          )}
        </p>
      </div>
      <div className={classes.cardSide}>
        <div className={classes.countdown} data-soon={left < SOON || undefined}>
          <Icon name="clock" size={13} />
          {left > 0 ? <span className="num">{formatCountdown(left)} left</span> : 'Expired'}
        </div>
        <Button variant="filled" onClick={() => setDeciding('approve')} disabled={!canDecide}>
          Approve…
        </Button>
        <Button onClick={() => setDeciding('reject')} disabled={!canDecide}>
          Reject…
        </Button>
        {isOwn && <p className={classes.why}>Who asked cannot decide.</p>}
        {!mayDecide && <p className={classes.why}>Deciding needs the role Operator or Admin.</p>}
      </div>
      <Decision approval={approval} kind={deciding} onClose={() => setDeciding(null)} />
    </article>
  );
}

function Decision({
  approval,
  kind,
  onClose,
}: {
  approval: ApprovalFragment;
  kind: 'approve' | 'reject' | null;
  onClose: () => void;
}) {
  return (
    <Modal
      opened={kind !== null}
      onClose={onClose}
      title={kind === 'approve' ? 'Approve the operation' : 'Reject the operation'}
      size={520}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {kind && <DecisionForm approval={approval} kind={kind} onClose={onClose} />}
    </Modal>
  );
}

function DecisionForm({
  approval,
  kind,
  onClose,
}: {
  approval: ApprovalFragment;
  kind: 'approve' | 'reject';
  onClose: () => void;
}) {
  const [note, setNote] = useState('');
  const queries = useQueryClient();
  const approve = useApiMutation(ApproveDocument);
  const reject = useApiMutation(RejectDocument);
  const decide = kind === 'approve' ? approve : reject;
  const advice = decide.error ? adviceFor(decide.error) : undefined;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    decide.mutate(
      { id: approval.id, note: note.trim() },
      {
        onSuccess: () => {
          onClose();
          void queries.invalidateQueries();
        },
      },
    );
  };

  return (
    <form className={classes.form} onSubmit={submit}>
      <pre className={classes.statement} tabIndex={0} aria-label="Statement">
        <Inert text={approval.statement} limit={1000} />
      </pre>
      <p className="dim">
        {kind === 'approve'
          ? 'Exactly this operation may then run, once, when it is tried again before the time is up. Your name and note are recorded.'
          : 'It stays refused. Your name and note are recorded.'}
      </p>
      <Textarea
        label="Note"
        description="What you checked, for whoever reads the log"
        required
        autosize={false}
        rows={3}
        maxLength={1000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        data-autofocus
      />
      {advice && (
        <p className={classes.error} role="alert">
          {advice.title}. {advice.detail || advice.text}
        </p>
      )}
      <div className={classes.formButtons}>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="filled" loading={decide.isPending} disabled={note.trim() === ''}>
          {kind === 'approve' ? 'Approve' : 'Reject'}
        </Button>
      </div>
    </form>
  );
}
