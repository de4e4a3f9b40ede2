import { useSyncExternalStore } from 'react';

const ATTRIBUTE = 'data-mantine-color-scheme';

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: [ATTRIBUTE] });
  return () => observer.disconnect();
}

/** The scheme whose tokens are in force now, for what is painted by hand. */
export function useScheme(): string {
  return useSyncExternalStore(subscribe, () => document.documentElement.getAttribute(ATTRIBUTE) ?? 'light');
}
