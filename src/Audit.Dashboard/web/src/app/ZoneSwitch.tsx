import { offsetText } from '../time/format';
import { setZone, useZone, type Zone } from '../time/settings';
import classes from './ZoneSwitch.module.css';

/** In which zone every time is shown. */
export function ZoneSwitch() {
  const zone = useZone();
  const now = new Date();
  const choices: [Zone, string, string][] = [
    ['local', offsetText(now, 'local'), 'Times of this place'],
    ['utc', 'UTC', 'Times in UTC'],
  ];
  return (
    <div className={classes.switch} role="group" aria-label="Time zone">
      {choices.map(([value, text, title]) => (
        <button key={value} type="button" aria-pressed={zone === value} onClick={() => setZone(value)} title={title}>
          {value === 'local' ? (
            <>
              Local <span className="num">{text.replace('UTC', '')}</span>
            </>
          ) : (
            text
          )}
        </button>
      ))}
    </div>
  );
}
