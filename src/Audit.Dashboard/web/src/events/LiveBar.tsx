import { Icon } from '../elements/Icon';
import { formatCount } from '../time/format';
import classes from './LiveBar.module.css';
import type { Live } from './useLive';

const SOURCES = { connecting: 'Connecting…', push: 'Live', poll: 'Live, every 2 s' };

/** Whether events still arrive, and how many wait. */
export function LiveBar({ live, isSelected, onResume }: { live: Live; isSelected: boolean; onResume: () => void }) {
  if (!live.isPaused) {
    return (
      <span className={classes.live} data-source={live.source}>
        {SOURCES[live.source]}
      </span>
    );
  }
  return (
    <button
      type="button"
      className={classes.paused}
      onClick={() => {
        if (isSelected) onResume();
        live.resume();
      }}
    >
      <Icon name="pause" size={12} />
      <span role="status">Paused, {formatCount(live.waiting)} new</span>
      <strong>Resume</strong>
    </button>
  );
}
