import { QueryClientProvider } from '@tanstack/react-query';
import { act, renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LiveHandlers } from '../api/live';
import { createQueryClient } from '../api/queries';
import type { ExportChangedSubscription, ExportFieldsFragment, ExportState } from '../generated/graphql';
import { useExports } from './useExports';

const live = vi.hoisted(() => ({ followed: new Map<string, unknown>() }));
vi.mock('../api/live', () => ({
  subscribe: (_: unknown, { id }: { id: string }, handlers: unknown) => {
    live.followed.set(id, handlers);
    return () => live.followed.delete(id);
  },
}));

const item = (id: string, state: ExportState, progress = 0) => ({ id, state, progress }) as ExportFieldsFragment;
const handlersOf = (id: string) => live.followed.get(id) as LiveHandlers<ExportChangedSubscription>;

let served: ExportFieldsFragment[];
const asked = vi.fn<typeof fetch>(async () => new Response(JSON.stringify({ data: { exports: served } })));

async function open() {
  const client = createQueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const { result } = renderHook(() => useExports(), { wrapper });
  await waitFor(() => expect(result.current.data).toBeDefined());
  return result;
}

describe('the exports', () => {
  beforeEach(() => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    vi.stubGlobal('fetch', asked);
    asked.mockClear();
    live.followed.clear();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('that go on are told of by the server until they end, and are not asked for meanwhile', async () => {
    served = [item('a', 'RUNNING'), item('b', 'COMPLETED')];
    const exports = await open();
    expect([...live.followed.keys()]).toEqual(['a']);
    act(() => handlersOf('a').connected(true));
    act(() => handlersOf('a').next({ exportChanged: item('a', 'RUNNING', 0.5) }));
    await waitFor(() => expect(exports.current.data?.exports[0]?.progress).toBe(0.5));
    expect(exports.current.data?.exports).toHaveLength(2);
    await act(() => vi.advanceTimersByTimeAsync(10_000));
    expect(asked).toHaveBeenCalledOnce();

    act(() => handlersOf('a').next({ exportChanged: item('a', 'COMPLETED', 1) }));
    await waitFor(() => expect(live.followed.size).toBe(0));
  });

  it('are asked for while the connection is lost, and all the same now and then for those that others start', async () => {
    served = [item('a', 'RUNNING')];
    await open();
    act(() => handlersOf('a').connected(true));
    act(() => handlersOf('a').connected(false));
    await act(() => vi.advanceTimersByTimeAsync(4500));
    expect(asked.mock.calls.length).toBeGreaterThanOrEqual(3);

    served = [item('a', 'COMPLETED')];
    await act(() => vi.advanceTimersByTimeAsync(2500));
    asked.mockClear();
    served = [item('a', 'COMPLETED'), item('c', 'QUEUED')];
    await act(() => vi.advanceTimersByTimeAsync(16_000));
    expect(asked).toHaveBeenCalled();
    expect([...live.followed.keys()]).toEqual(['c']);
  });
});
