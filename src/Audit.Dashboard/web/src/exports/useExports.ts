import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { subscribe } from '../api/live';
import { keyOf, useApi } from '../api/queries';
import {
  ExportChangedDocument,
  ExportsDocument,
  type ExportFieldsFragment,
  type ExportsQuery,
} from '../generated/graphql';

/** How often the list is asked for: while an export goes on that is not told of, and because others start some, too. */
const POLL_EVERY = 2000;
const LOOK_EVERY = 15_000;

export function isActive({ state }: ExportFieldsFragment): boolean {
  return state === 'QUEUED' || state === 'RUNNING';
}

/** All exports; the server tells how those that are not at their end go on, and is asked where it does not. */
export function useExports() {
  const queries = useQueryClient();
  const [isPushed, setPushed] = useState(false);
  const query = useApi(
    ExportsDocument,
    {},
    { every: (answer) => (!isPushed && answer?.exports.some(isActive) ? POLL_EVERY : LOOK_EVERY) },
  );
  const active = (query.data?.exports ?? [])
    .filter(isActive)
    .map(({ id }) => id)
    .join(' ');

  useEffect(() => {
    const stops = active
      .split(' ')
      .filter(Boolean)
      .map((id) =>
        subscribe(
          ExportChangedDocument,
          { id },
          {
            next: ({ exportChanged }) =>
              void queries.setQueryData<ExportsQuery>(keyOf(ExportsDocument, {}), (known) => ({
                exports: known?.exports.map((item) => (item.id === id ? exportChanged : item)) ?? [],
              })),
            connected: setPushed,
            refused: () => setPushed(false),
            // Its last state came before.
            ended: () => undefined,
          },
        ),
      );
    return () => stops.forEach((stop) => stop());
  }, [active, queries]);

  return query;
}
