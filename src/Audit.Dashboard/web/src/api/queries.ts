import { QueryClient, useMutation, useQuery, type QueryKey, type UseQueryResult } from '@tanstack/react-query';
import type { TypedDocumentString } from '../generated/graphql';
import { request } from './client';
import { ApiError } from './errors';

const TRANSIENT = new Set(['offline', 'unavailable']);

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        gcTime: 5 * 60_000,
        refetchOnWindowFocus: false,
        retry: (count, error) => count < 1 && error instanceof ApiError && TRANSIENT.has(error.kind),
        retryDelay: 1000,
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
}

interface Options<TResult> {
  enabled?: boolean;
  /** Milliseconds, which may depend on the last answer. */
  every?: number | ((answer: TResult | undefined) => number);
  /** What was shown stays until the next is there. */
  keep?: boolean;
}

/** Under which name an answer is kept. */
export function keyOf<TResult, TVariables>(
  document: TypedDocumentString<TResult, TVariables>,
  variables: TVariables,
): QueryKey {
  return [document.toString(), variables];
}

/** Asks the API, and again with other variables. An answer that is no longer wanted is cancelled on the server, too. */
export function useApi<TResult, TVariables>(
  document: TypedDocumentString<TResult, TVariables>,
  variables: TVariables,
  { enabled = true, every, keep = false }: Options<TResult> = {},
): UseQueryResult<TResult, Error> {
  return useQuery<TResult, Error>({
    queryKey: keyOf(document, variables),
    queryFn: ({ signal }) => request(document, variables, signal),
    enabled,
    refetchInterval: ({ state }) =>
      !every || isNotServed(state.error) ? false : typeof every === 'number' ? every : every(state.data),
    placeholderData: keep ? (previous: TResult | undefined) => previous : undefined,
  } as Parameters<typeof useQuery<TResult, Error>>[0]);
}

export function useApiMutation<TResult, TVariables>(document: TypedDocumentString<TResult, TVariables>) {
  return useMutation<TResult, Error, TVariables>({ mutationFn: (variables) => request(document, variables) });
}

export function isNotServed(error: unknown): boolean {
  return error instanceof ApiError && error.kind === 'not-served';
}
