import { useConnection } from '../api/connection';
import { Icon } from '../elements/Icon';
import classes from './ConnectionBanner.module.css';

/** Says that what is shown may be old, for as long as it may be. */
export function ConnectionBanner() {
  const state = useConnection();
  return (
    <div role="status" aria-live="polite">
      {state === 'lost' && (
        <p className={classes.banner}>
          <Icon name="wifi" size={14} /> The connection is lost. What is shown may be old; trying again…
        </p>
      )}
    </div>
  );
}
