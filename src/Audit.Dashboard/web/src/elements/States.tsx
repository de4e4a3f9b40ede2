import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { adviceFor } from '../api/errors';
import { Icon, type IconName } from './Icon';
import classes from './States.module.css';

interface MessageProps {
  icon?: IconName;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  tone?: 'quiet' | 'bad';
  role?: 'status' | 'alert';
}

/** What stands where data would be. */
export function Message({ icon, title, children, actions, tone = 'quiet', role = 'status' }: MessageProps) {
  return (
    <div className={classes.message} data-tone={tone} role={role}>
      {icon && <Icon name={icon} size={22} />}
      <p className={classes.title}>{title}</p>
      {children && <div className={classes.text}>{children}</div>}
      {actions && <div className={classes.actions}>{actions}</div>}
    </div>
  );
}

export function ErrorMessage({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const advice = adviceFor(error);
  return (
    <Message
      icon={advice.kind === 'not-served' ? 'help' : 'warning'}
      title={advice.title}
      tone={advice.kind === 'not-served' ? 'quiet' : 'bad'}
      role={advice.kind === 'not-served' ? 'status' : 'alert'}
      actions={onRetry && advice.kind !== 'not-served' && <Button onClick={onRetry}>Try again</Button>}
    >
      <p>{advice.text}</p>
      {advice.detail && advice.detail !== advice.title && <p className={classes.detail}>{advice.detail}</p>}
    </Message>
  );
}

/** Grey lines in place of rows, after a moment; what is quick never flickers. */
export function Loading({ rows = 8, label = 'Loading' }: { rows?: number; label?: string }) {
  return (
    <div className={classes.loading} role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, index) => (
        <span key={index} className={classes.bar} data-width={index % 4} />
      ))}
    </div>
  );
}
