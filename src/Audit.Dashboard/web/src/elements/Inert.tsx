import { useState } from 'react';
import { formatCount } from '../time/format';
import classes from './Inert.module.css';
import { inert } from './text';

interface InertProps {
  text: string;
  /** Characters that are laid out before someone asks for more. */
  limit?: number;
}

const STEP = 20_000;

/** Text written by others, of any length and content: shown as it is, and never as something else. */
export function Inert({ text, limit = STEP }: InertProps) {
  const [shown, setShown] = useState(limit);
  const rest = text.length - shown;
  return (
    <>
      <span className={classes.text} dir="ltr">
        {inert(rest > 0 ? text.slice(0, shown) : text)}
      </span>
      {rest > 0 && (
        <span className={classes.cut}>
          Cut here; {formatCount(rest)} more characters.{' '}
          <button type="button" onClick={() => setShown(shown + STEP)}>
            Show {formatCount(Math.min(rest, STEP))} more
          </button>
        </span>
      )}
    </>
  );
}
