import { formatFull, formatShort, formatTime } from './format';
import { useZone } from './settings';

interface TimeProps {
  iso: string;
  /** `clock`: of the day, to the millisecond; `short`: date and minute; `full`: all that is known. */
  as?: 'clock' | 'short' | 'full';
}

/** A time in the zone that is shown; the full one, and the other zone's, on hovering. */
export function Time({ iso, as = 'short' }: TimeProps) {
  const zone = useZone();
  const text = as === 'clock' ? formatTime(iso, zone) : as === 'short' ? formatShort(iso, zone) : formatFull(iso, zone);
  return (
    <time
      dateTime={iso}
      title={`${formatFull(iso, zone)}\n${formatFull(iso, zone === 'utc' ? 'local' : 'utc')}`}
      className="num"
    >
      {text}
    </time>
  );
}
