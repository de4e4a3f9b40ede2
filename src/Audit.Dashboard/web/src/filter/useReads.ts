import { useCallback } from 'react';
import { useParams } from '../routing/router';
import { namesReads } from './reads';
import type { Term } from './terms';

export interface Reads {
  areHidden: boolean;
  /** Not while it is live, which never follows them: each would cause another. */
  canChange: boolean;
  set: (areHidden: boolean) => void;
}

/** Whether the view leaves out readings of the log: it does, until its address says or its filter names otherwise. */
export function useReads(terms: Term[], isLive: boolean): Reads {
  const [search, change] = useParams();
  const areNamed = namesReads(terms);
  const set = useCallback((areHidden: boolean) => change({ reads: !areHidden }), [change]);
  return { areHidden: isLive || !(areNamed || search.get('reads') === '1'), canChange: !isLive && !areNamed, set };
}
