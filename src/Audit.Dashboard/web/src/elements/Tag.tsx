import type { ReactNode } from 'react';
import type { Outcome, Risk } from '../generated/graphql';
import classes from './Tag.module.css';
import { inertLine } from './text';

export type Tone = 'grey' | 'green' | 'red' | 'orange' | 'amber' | 'blue' | 'accent';

export function Tag({ tone = 'grey', children, title }: { tone?: Tone; children: ReactNode; title?: string }) {
  return (
    <span className={classes.tag} data-tone={tone} title={title}>
      {typeof children === 'string' ? inertLine(children, 80) : children}
    </span>
  );
}

const OUTCOMES: Record<Outcome, { tone: Tone; text: string }> = {
  SUCCEEDED: { tone: 'green', text: 'succeeded' },
  FAILED: { tone: 'red', text: 'failed' },
  BLOCKED: { tone: 'orange', text: 'blocked' },
  CANCELLED: { tone: 'grey', text: 'cancelled' },
  ROLLED_BACK: { tone: 'amber', text: 'rolled back' },
  UNKNOWN: { tone: 'grey', text: 'unknown' },
};

const RISKS: Record<Risk, Tone> = { NONE: 'grey', LOW: 'blue', MEDIUM: 'amber', HIGH: 'orange', CRITICAL: 'red' };

export function OutcomeTag({ outcome }: { outcome: Outcome }) {
  const { tone, text } = OUTCOMES[outcome];
  return <Tag tone={tone}>{text}</Tag>;
}

/** Only what went another way than wished, for dense rows. */
export function OutcomeMark({ outcome }: { outcome: Outcome }) {
  const { tone, text } = OUTCOMES[outcome];
  return (
    <span className={classes.mark} data-tone={tone} data-quiet={outcome === 'SUCCEEDED' || undefined}>
      {text}
    </span>
  );
}

export function RiskTag({ risk }: { risk: Risk }) {
  return <Tag tone={RISKS[risk]}>{risk.toLowerCase()}</Tag>;
}
