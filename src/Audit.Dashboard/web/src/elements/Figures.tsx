import type { ReactNode } from 'react';
import { Link } from '../routing/Link';
import type { Params } from '../routing/router';
import classes from './Figures.module.css';
import type { Tone } from './Tag';

export function Figures({ children }: { children: ReactNode }) {
  return <dl className={classes.figures}>{children}</dl>;
}

interface FigureProps {
  name: string;
  value: ReactNode;
  note?: ReactNode;
  tone?: Tone;
  /** The events behind it. */
  to?: { path: string; params?: Params };
}

/** A number with its name. */
export function Figure({ name, value, note, tone, to }: FigureProps) {
  return (
    <div className={classes.figure} data-tone={tone}>
      <dt>{name}</dt>
      <dd className={classes.value}>
        {to ? (
          <Link to={to.path} params={to.params}>
            {value}
          </Link>
        ) : (
          value
        )}
      </dd>
      {note && <dd className={classes.note}>{note}</dd>}
    </div>
  );
}
