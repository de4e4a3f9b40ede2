import { Button, Popover, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { Icon } from '../elements/Icon';
import { formatShort, offsetText } from './format';
import { SPANS, lastRange, parseTime, shiftRange, spanLabel, type Range } from './range';
import classes from './RangePicker.module.css';
import { useZone } from './settings';

interface RangePickerProps {
  range: Range;
  onChange: (range: Range) => void;
}

/** Chooses a span before now, or two ends; steps to the range before and after. */
export function RangePicker({ range, onChange }: RangePickerProps) {
  const [isOpen, setOpen] = useState(false);
  const zone = useZone();
  const choose = (next: Range) => {
    setOpen(false);
    onChange(next);
  };
  const sameDay = formatShort(range.from, zone).slice(0, 10) === formatShort(range.to, zone).slice(0, 10);
  const ends = `${formatShort(range.from, zone)} – ${sameDay ? formatShort(range.to, zone).slice(11) : formatShort(range.to, zone)}`;

  return (
    <div className={classes.picker} role="group" aria-label="Range of time">
      <button
        type="button"
        className={classes.step}
        onClick={() => onChange(shiftRange(range, -1))}
        aria-label="The range before"
      >
        <Icon name="left" />
      </button>
      <Popover opened={isOpen} onChange={setOpen} position="bottom-end" trapFocus returnFocus withinPortal>
        <Popover.Target>
          <button
            type="button"
            className={classes.current}
            onClick={() => setOpen(!isOpen)}
            aria-haspopup="dialog"
            aria-expanded={isOpen}
          >
            <Icon name="clock" />
            {range.last && <strong>Last {spanLabel(range.last)}</strong>}
            <span className={`num ${classes.ends}`}>{ends}</span>
          </button>
        </Popover.Target>
        <Popover.Dropdown className={classes.dropdown} aria-label="Choose a range of time">
          <ul className={classes.spans}>
            {SPANS.map((span) => (
              <li key={span.value}>
                <button
                  type="button"
                  aria-pressed={range.last === span.value}
                  onClick={() => choose(lastRange(span.value))}
                >
                  Last {span.label}
                </button>
              </li>
            ))}
          </ul>
          <AbsoluteRange key={`${range.from}${zone}`} range={range} onChoose={choose} />
        </Popover.Dropdown>
      </Popover>
      {range.last ? (
        <button
          type="button"
          className={classes.step}
          onClick={() => onChange(lastRange(range.last!))}
          aria-label="Up to now"
          title="Up to now"
        >
          <Icon name="refresh" />
        </button>
      ) : (
        <button
          type="button"
          className={classes.step}
          onClick={() => onChange(shiftRange(range, 1))}
          aria-label="The range after"
        >
          <Icon name="right" />
        </button>
      )}
    </div>
  );
}

function AbsoluteRange({ range, onChoose }: { range: Range; onChoose: (range: Range) => void }) {
  const zone = useZone();
  const [from, setFrom] = useState(() => formatShort(range.from, zone));
  const [to, setTo] = useState(() => formatShort(range.to, zone));
  const start = parseTime(from, zone);
  const end = parseTime(to, zone);
  const problem = !start ? 'from' : !end ? 'to' : start >= end ? 'order' : undefined;

  const apply = (event: FormEvent) => {
    event.preventDefault();
    if (start && end && !problem) onChoose({ from: start.toISOString(), to: end.toISOString() });
  };

  return (
    <form className={classes.absolute} onSubmit={apply}>
      <h3>From and to, in {offsetText(start ?? new Date(), zone)}</h3>
      <TextInput
        label="From"
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
        error={problem === 'from' && 'As 2026-11-30 14:05, or 14:05 today'}
      />
      <TextInput
        label="To"
        value={to}
        onChange={(event) => setTo(event.currentTarget.value)}
        error={
          problem === 'to' ? 'As 2026-11-30 14:05, or 14:05 today' : problem === 'order' && 'Must be after the first'
        }
      />
      <Button type="submit" variant="filled" disabled={!!problem}>
        Apply
      </Button>
    </form>
  );
}
