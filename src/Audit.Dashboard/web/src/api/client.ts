import type { TypedDocumentString } from '../generated/graphql';
import { connection } from './connection';
import { ApiError, fromCode } from './errors';
import { host } from './host';

interface GraphQLReply<T> {
  data?: T | null;
  errors?: { message: string; extensions?: { code?: string } }[];
}

const HEADERS = {
  'Content-Type': 'application/json',
  Accept: 'application/json',
  // A form of another site cannot send it.
  'X-Audit-Csrf': '1',
};

/** Asks the API. Whatever goes wrong is thrown as an {@link ApiError}. */
export async function request<TResult, TVariables>(
  document: TypedDocumentString<TResult, TVariables>,
  variables: TVariables,
  signal?: AbortSignal,
): Promise<TResult> {
  const reply = await send<TResult>(JSON.stringify({ query: document.toString(), variables }), signal);
  const error = reply.errors?.[0];
  if (error) throw fromCode(error.extensions?.code, error.message);
  if (!reply.data) throw new ApiError('fault', 'The answer holds no data.');
  return reply.data;
}

async function send<TResult>(body: string, signal?: AbortSignal): Promise<GraphQLReply<TResult>> {
  let response: Response;
  try {
    response = await fetch(host.graphql, {
      method: 'POST',
      headers: HEADERS,
      body,
      signal,
      credentials: 'same-origin',
      redirect: 'manual',
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    connection.report('lost');
    throw new ApiError('offline', 'The server does not answer.');
  }

  if (response.status === 401 || response.type === 'opaqueredirect') {
    connection.report('signed-out');
    throw new ApiError('signed-out', 'You are signed out.', 'UNAUTHENTICATED');
  }
  // A proxy answers for a server that is gone.
  if (response.status === 502 || response.status === 503) {
    connection.report('lost');
    throw new ApiError('offline', 'The server does not answer.');
  }

  connection.report('online');
  try {
    return (await response.json()) as GraphQLReply<TResult>;
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError('fault', `The server answered with status ${response.status}.`);
  }
}
