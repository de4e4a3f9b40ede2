import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { request } from '../api/client';
import {
  EventsPageDocument,
  type AuditEventFilter,
  type AuditEventSort,
  type EventRowFragment,
  type SortDirection,
} from '../generated/graphql';

const FIRST_PAGE = 100;
const NEXT_PAGES = 500;

export interface EventPages {
  rows: EventRowFragment[];
  isLoading: boolean;
  isMore: boolean;
  isLoadingMore: boolean;
  error: Error | null;
  more: () => void;
  retry: () => void;
  /** What is shown belongs to another question, whose answer is awaited. */
  isOld: boolean;
}

/** Events, page after page by their cursors. */
export function useEventPages(
  filter: AuditEventFilter,
  sort: AuditEventSort = 'OCCURRED_AT',
  direction: SortDirection = 'DESC',
  enabled = true,
): EventPages {
  const query = useInfiniteQuery({
    queryKey: ['events', filter, sort, direction],
    queryFn: ({ pageParam, signal }) =>
      request(
        EventsPageDocument,
        { filter, sort, direction, first: pageParam ? NEXT_PAGES : FIRST_PAGE, after: pageParam },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.auditEvents.pageInfo.hasNextPage ? page.auditEvents.pageInfo.endCursor : null),
    placeholderData: (previous) => previous,
    enabled,
  });
  const pages = query.data?.pages;
  const rows = useMemo(() => pages?.flatMap((page) => page.auditEvents.nodes) ?? [], [pages]);
  return {
    rows,
    isLoading: query.isPending && query.fetchStatus !== 'idle',
    isMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    error: query.error,
    more: () => {
      if (query.hasNextPage && !query.isFetchingNextPage && !query.isPlaceholderData)
        void query.fetchNextPage({ cancelRefetch: false });
    },
    retry: () => void query.refetch(),
    isOld: query.isPlaceholderData,
  };
}
