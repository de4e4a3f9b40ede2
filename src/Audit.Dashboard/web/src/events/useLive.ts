import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { AuditEventFilter, EventRowFragment } from '../generated/graphql';
import { lastRange, type Range } from '../time/range';
import { useLiveTail, type LiveTail } from './useLiveTail';

const REFRESH = 10_000;

export interface Live extends LiveTail {
  isPaused: boolean;
  /** What counts and values are about: up to now, while it is live. */
  range: Range;
  /** The events below those that arrived. */
  base: Range;
  merge: (rows: EventRowFragment[]) => EventRowFragment[];
  setScrolled: (isAway: boolean) => void;
  resume: () => void;
  resumed: number;
}

/** The view of what happens now: paused while someone reads further down or has chosen an event. */
export function useLive(conditions: AuditEventFilter, range: Range, isLive: boolean, isSelected: boolean): Live {
  const span = range.last ?? '15m';
  const [started, setStarted] = useState(() => Date.now());
  const [now, setNow] = useState(started);
  const [isAway, setAway] = useState(false);
  const [resumed, setResumed] = useState(0);
  const isPaused = isAway || isSelected;
  const wasLive = useRef(isLive);

  useEffect(() => {
    if (!isLive) {
      wasLive.current = false;
      return;
    }
    const begin = () => {
      const time = Date.now();
      setStarted(time);
      setNow(time);
      setAway(false);
    };
    if (!wasLive.current) begin();
    wasLive.current = true;
    const timer = setInterval(() => setNow(Date.now()), REFRESH);
    return () => clearInterval(timer);
  }, [isLive]);

  const tail = useLiveTail(conditions, isLive, isPaused, started);
  const base = useMemo(() => (isLive ? lastRange(span, started) : range), [isLive, span, started, range]);
  const shown = useMemo(() => (isLive ? lastRange(span, now) : range), [isLive, span, now, range]);
  const arrived = tail.rows;
  const merge = useCallback(
    (rows: EventRowFragment[]) => {
      if (!isLive || arrived.length === 0) return rows;
      const known = new Set(arrived.map((row) => row.id));
      return [...arrived, ...rows.filter((row) => !known.has(row.id))];
    },
    [isLive, arrived],
  );
  const resume = useCallback(() => {
    setAway(false);
    setResumed((count) => count + 1);
  }, []);

  return useMemo(
    () => ({ ...tail, isPaused, range: shown, base, merge, setScrolled: setAway, resume, resumed }),
    [tail, isPaused, shown, base, merge, resume, resumed],
  );
}
