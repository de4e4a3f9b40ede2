import type { Client } from 'graphql-ws';
import type { TypedDocumentString } from '../generated/graphql';
import { host } from './host';

export interface LiveHandlers<T> {
  next: (data: T) => void;
  /** Whether the connection is there; when it is lost, it is sought again. */
  connected: (isConnected: boolean) => void;
  /** There is no such connection with this server. */
  refused: () => void;
  /** Nothing more will come; where nothing is said to that, it counts as refused. */
  ended?: () => void;
}

let shared: Promise<Client> | undefined;
let hasConnected = false;
let isConnected = false;
const watching = new Set<(isConnected: boolean) => void>();

function tell(isThere: boolean): void {
  isConnected = isThere;
  watching.forEach((listener) => listener(isThere));
}

/** One connection for all subscriptions; it is closed when there are none. */
function client(): Promise<Client> {
  shared ??= import('graphql-ws').then(({ createClient }) =>
    createClient({
      url: new URL(host.graphql, location.origin.replace(/^http/, 'ws')).href,
      lazyCloseTimeout: 1000,
      keepAlive: 15_000,
      retryAttempts: Number.POSITIVE_INFINITY,
      retryWait: (attempt) => new Promise((resolve) => setTimeout(resolve, Math.min(1000 * 2 ** attempt, 15_000))),
      // A server that never took one does not offer it; one that did is expected back.
      shouldRetry: () => hasConnected,
      on: {
        connected: () => {
          hasConnected = true;
          tell(true);
        },
        closed: () => tell(false),
      },
    }),
  );
  return shared;
}

/** Receives what happens, until the returned function is called. */
export function subscribe<TResult, TVariables extends Record<string, unknown>>(
  document: TypedDocumentString<TResult, TVariables>,
  variables: TVariables,
  handlers: LiveHandlers<TResult>,
): () => void {
  let isOver = false;
  let stop: (() => void) | undefined;
  const connected = (isThere: boolean) => handlers.connected(isThere);
  watching.add(connected);
  const refuse = () => {
    // The connection, which others keep up, says nothing of this subscription any more.
    watching.delete(connected);
    if (!isOver) handlers.refused();
  };

  client()
    .then((connection) => {
      if (isOver) return;
      if (isConnected) connected(true);
      stop = connection.subscribe<TResult>(
        { query: document.toString(), variables },
        {
          next: (message) => {
            if (message.errors?.length) refuse();
            else if (message.data && !isOver) handlers.next(message.data);
          },
          error: refuse,
          complete: () => (handlers.ended && !isOver ? handlers.ended() : refuse()),
        },
      );
    })
    .catch(refuse);

  return () => {
    isOver = true;
    watching.delete(connected);
    stop?.();
  };
}
