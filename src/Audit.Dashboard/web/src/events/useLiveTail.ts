import { useEffect, useRef, useState } from 'react';
import { request } from '../api/client';
import { subscribe } from '../api/live';
import {
  EventAddedDocument,
  EventsPageDocument,
  type AuditEventFilter,
  type EventRowFragment,
} from '../generated/graphql';
import { TailBuffer } from './TailBuffer';

const SHOW_EVERY = 250;
const POLL_EVERY = 2000;
/** How far back a poll looks: events reach the store a moment after they happened. */
const OVERLAP = 15_000;
const POLL_SIZE = 500;

export interface LiveTail {
  /** The newest first. */
  rows: EventRowFragment[];
  /** How many wait while it is paused. */
  waiting: number;
  source: 'connecting' | 'push' | 'poll';
}

/** Events as they happen: sent by the server, or asked for where it does not send. */
export function useLiveTail(filter: AuditEventFilter, isOn: boolean, isPaused: boolean, startedAt: number): LiveTail {
  const [state, setState] = useState<LiveTail>({ rows: [], waiting: 0, source: 'connecting' });
  const paused = useRef(isPaused);
  useEffect(() => {
    paused.current = isPaused;
  });
  const key = JSON.stringify(filter);

  useEffect(() => {
    if (!isOn) return;
    const conditions = JSON.parse(key) as AuditEventFilter;
    const buffer = new TailBuffer();
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;

    const catchUp = async () => {
      const from = new Date(Math.max(startedAt, Date.now() - OVERLAP)).toISOString();
      const page = await request(
        EventsPageDocument,
        { filter: { ...conditions, from }, first: POLL_SIZE },
        abort.signal,
      );
      buffer.add(page.auditEvents.nodes.toReversed());
    };

    const poll = () => {
      catchUp()
        // The connection's own state tells of it, and the next poll tries again.
        .catch(() => undefined)
        .finally(() => {
          if (!abort.signal.aborted) timer = setTimeout(poll, POLL_EVERY);
        });
    };

    const become = (source: LiveTail['source']) => setState((current) => ({ ...current, source }));
    const stop = subscribe(
      EventAddedDocument,
      { filter: conditions },
      {
        next: (data) => buffer.add([data.auditEventAdded]),
        connected: (isConnected) => {
          become(isConnected ? 'push' : 'connecting');
          if (isConnected) void catchUp().catch(() => undefined);
        },
        refused: () => {
          become('poll');
          if (timer === undefined) poll();
        },
      },
    );

    const show = setInterval(() => {
      if (paused.current)
        setState((current) => (current.waiting === buffer.waiting ? current : { ...current, waiting: buffer.waiting }));
      else if (buffer.waiting > 0) setState((current) => ({ ...current, rows: buffer.take(), waiting: 0 }));
      else setState((current) => (current.waiting === 0 ? current : { ...current, waiting: 0 }));
    }, SHOW_EVERY);

    return () => {
      abort.abort();
      clearTimeout(timer);
      clearInterval(show);
      stop();
      setState({ rows: [], waiting: 0, source: 'connecting' });
    };
  }, [key, isOn, startedAt]);

  return state;
}
