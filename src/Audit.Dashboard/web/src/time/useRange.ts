import { useCallback, useEffect, useMemo } from 'react';
import { useParams } from '../routing/router';
import { DEFAULT_SPAN, lastRange, rangeOf, type Range } from './range';

/** The range of the view. The address always holds its ends, so that whoever opens it sees the same. */
export function useRange(span = DEFAULT_SPAN): [Range, (range: Range, options?: { replace?: boolean }) => void] {
  const [search, change] = useParams();
  const from = search.get('from');
  const to = search.get('to');
  const last = search.get('last');
  const range = useMemo(() => {
    const known = rangeOf(new URLSearchParams({ from: from ?? '', to: to ?? '', ...(last ? { last } : {}) }));
    return known ?? lastRange(last ?? span);
  }, [from, to, last, span]);

  const set = useCallback(
    (next: Range, options?: { replace?: boolean }) =>
      change({ from: next.from, to: next.to, last: next.last }, options),
    [change],
  );

  const isNamed = from === range.from && to === range.to;
  useEffect(() => {
    if (!isNamed) set(range, { replace: true });
  }, [isNamed, range, set]);

  return [range, set];
}
