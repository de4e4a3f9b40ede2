import { useCallback, useMemo } from 'react';
import { useParams } from '../routing/router';
import { parseTerms, printTerms, toggleValue, type Term } from './terms';

export interface Terms {
  text: string;
  terms: Term[];
  set: (terms: Term[]) => void;
  /** Wants a value, keeps it out, or neither any more. */
  toggle: (field: string, value: string, isNegated?: boolean) => void;
}

/** The filter of the view, in its address. */
export function useTerms(): Terms {
  const [search, change] = useParams();
  const text = search.get('q') ?? '';
  const terms = useMemo(() => parseTerms(text), [text]);
  const set = useCallback((next: Term[]) => change({ q: printTerms(next) }), [change]);
  const toggle = useCallback(
    (field: string, value: string, isNegated = false) => set(toggleValue(terms, field, value, isNegated)),
    [set, terms],
  );
  return { text, terms, set, toggle };
}
