import { afterEach, describe, expect, it, vi } from 'vitest';
import { MeDocument } from '../generated/graphql';
import { request } from './client';
import { connection } from './connection';

function answer(body: unknown, status = 200) {
  const fetched = vi.fn<typeof fetch>(async () => new Response(JSON.stringify(body), { status }));
  vi.stubGlobal('fetch', fetched);
  return fetched;
}

afterEach(() => {
  vi.unstubAllGlobals();
  connection.report('online');
});

describe('a question to the API', () => {
  it('carries what a form of another site cannot send', async () => {
    const fetched = answer({ data: { me: { id: 'a', name: 'a', roles: [] } } });
    await request(MeDocument, {});
    expect(fetched.mock.calls[0]![1]!.headers).toMatchObject({
      'X-Audit-Csrf': '1',
      'Content-Type': 'application/json',
    });
  });

  it.each([
    ['GRAPHQL_VALIDATION_FAILED', 'not-served'],
    ['FORBIDDEN', 'forbidden'],
    ['LIMIT_EXCEEDED', 'limit'],
    ['TIMEOUT', 'unavailable'],
    ['SOMETHING_NEW', 'fault'],
  ])('that fails with %s is told as %s', async (code, kind) => {
    answer({ data: null, errors: [{ message: 'why', extensions: { code } }] });
    await expect(request(MeDocument, {})).rejects.toMatchObject({ kind, message: 'why' });
  });

  it('tells that nobody is signed in, and that the server is gone', async () => {
    answer({}, 401);
    await expect(request(MeDocument, {})).rejects.toMatchObject({ kind: 'signed-out' });
    expect(connection.current).toBe('signed-out');
    answer({}, 502);
    await expect(request(MeDocument, {})).rejects.toMatchObject({ kind: 'offline' });
    expect(connection.current).toBe('lost');
  });
});
