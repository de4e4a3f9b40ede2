import { Icon } from '../elements/Icon';
import classes from './FilterBar.module.css';
import type { Reads } from './useReads';

/** Says that readings of the log are left out, for as long as they are, and shows them. */
export function ReadsPill({ reads }: { reads: Reads }) {
  if (!reads.areHidden) return null;
  return (
    <span
      className={classes.pill}
      data-quiet
      title={
        reads.canChange
          ? 'Looking at the dashboard is recorded, too. What failed, was refused or was exported is shown.'
          : 'Readings of the log are never followed: each would cause another.'
      }
    >
      <span className={classes.text}>reads of the log hidden</span>
      {reads.canChange && (
        <button
          type="button"
          className={classes.remove}
          onClick={() => reads.set(false)}
          aria-label="Show reads of the log"
        >
          <Icon name="close" size={10} />
        </button>
      )}
    </span>
  );
}
