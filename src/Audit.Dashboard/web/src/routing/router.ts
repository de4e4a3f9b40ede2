import { useCallback, useSyncExternalStore } from 'react';
import { host } from '../api/host';

/** Where the browser is, below the dashboard's own path. */
export interface Place {
  /** Begins with a slash. */
  path: string;
  search: URLSearchParams;
}

const CHANGED = 'audit:navigated';

export type Params = Record<string, string | number | boolean | null | undefined>;

/** The address of a view; what is null, empty or false is left out. */
export function href(path: string, params: Params | URLSearchParams = {}): string {
  const search = params instanceof URLSearchParams ? params : withParams(new URLSearchParams(), params);
  const text = search.toString();
  return host.base + path.replace(/^\//, '') + (text ? `?${text}` : '');
}

/** A copy with some parameters changed; what is null, empty or false is removed. */
export function withParams(search: URLSearchParams, changes: Params): URLSearchParams {
  const next = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === undefined || value === '' || value === false) next.delete(name);
    else next.set(name, value === true ? '1' : String(value));
  }
  // The same view has the same address, however it was come by.
  next.sort();
  return next;
}

export function navigate(to: string, { replace = false } = {}): void {
  if (to === location.pathname + location.search) return;
  if (replace) history.replaceState(null, '', to);
  else history.pushState(null, '', to);
  window.dispatchEvent(new Event(CHANGED));
}

export function currentPlace(): Place {
  const path = location.pathname.startsWith(host.base) ? location.pathname.slice(host.base.length - 1) : '/';
  return { path: path.replace(/(.)\/$/, '$1'), search: new URLSearchParams(location.search) };
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('popstate', listener);
  window.addEventListener(CHANGED, listener);
  return () => {
    window.removeEventListener('popstate', listener);
    window.removeEventListener(CHANGED, listener);
  };
}

let seen = '';
let place: Place = { path: '/', search: new URLSearchParams() };

function snapshot(): Place {
  const address = location.pathname + location.search;
  if (address !== seen) {
    seen = address;
    place = currentPlace();
  }
  return place;
}

export function usePlace(): Place {
  return useSyncExternalStore(subscribe, snapshot);
}

/** The parameters of the view, and a way to change some of them. */
export function useParams(): [URLSearchParams, (changes: Params, options?: { replace?: boolean }) => void] {
  const { search } = usePlace();
  const change = useCallback((changes: Params, options?: { replace?: boolean }) => {
    const now = currentPlace();
    navigate(href(now.path, withParams(now.search, changes)), options);
  }, []);
  return [search, change];
}
