import { beforeEach, describe, expect, it, vi } from 'vitest';
import { StatisticsChangedDocument } from '../generated/graphql';

interface Options {
  on: { connected: () => void; closed: () => void };
  shouldRetry: () => boolean;
}
interface Sink {
  next: (message: unknown) => void;
  error: () => void;
  complete: () => void;
}

const wire = vi.hoisted(() => ({ options: undefined as unknown, sink: undefined as unknown, stop: vi.fn() }));

vi.mock('graphql-ws', () => ({
  createClient: (options: unknown) => {
    wire.options = options;
    return {
      subscribe: (_: unknown, sink: unknown) => {
        wire.sink = sink;
        return wire.stop;
      },
    };
  },
}));

const { subscribe } = await import('./live');

async function follow(withEnd = false) {
  const handlers = { next: vi.fn(), connected: vi.fn(), refused: vi.fn(), ...(withEnd && { ended: vi.fn() }) };
  const stop = subscribe(StatisticsChangedDocument, {}, handlers);
  await vi.waitFor(() => expect(wire.sink).toBeDefined());
  return { handlers, stop, options: wire.options as Options, sink: wire.sink as Sink };
}

describe('what the server tells by itself', () => {
  beforeEach(() => {
    wire.sink = undefined;
    wire.stop.mockClear();
  });

  it('says when the connection is there, is lost and is there again, and is sought once it ever was there', async () => {
    const { handlers, options, stop } = await follow();
    expect(options.shouldRetry()).toBe(false);
    options.on.connected();
    options.on.closed();
    options.on.connected();
    expect(handlers.connected.mock.calls).toEqual([[true], [false], [true]]);
    expect(options.shouldRetry()).toBe(true);
    stop();
    options.on.closed();
    expect(handlers.connected).toHaveBeenCalledTimes(3);
    expect(wire.stop).toHaveBeenCalledOnce();
  });

  it('hands over what comes, and takes an error, or an end that nobody awaits, for a refusal', async () => {
    const { handlers, sink } = await follow();
    sink.next({ data: { statisticsChanged: {} } });
    expect(handlers.next).toHaveBeenCalledOnce();
    sink.next({ errors: [{ message: 'no' }] });
    sink.complete();
    expect(handlers.refused).toHaveBeenCalledTimes(2);
  });

  it('says no more of the connection to who was refused, though others keep it up', async () => {
    const refused = await follow();
    const other = await follow();
    refused.sink.error();
    refused.options.on.connected();
    refused.options.on.closed();
    expect(refused.handlers.connected).not.toHaveBeenCalled();
    expect(other.handlers.connected.mock.calls).toEqual([[true], [false]]);
    refused.stop();
    other.stop();
  });

  it('tells an end from a refusal where that is asked for, and nothing after it was stopped', async () => {
    const { handlers, sink, stop } = await follow(true);
    sink.complete();
    expect(handlers.ended).toHaveBeenCalledOnce();
    stop();
    sink.complete();
    sink.error();
    sink.next({ data: {} });
    expect(handlers.ended).toHaveBeenCalledOnce();
    expect(handlers.refused).not.toHaveBeenCalled();
    expect(handlers.next).not.toHaveBeenCalled();
  });
});
