import { getOperationAST, parse } from 'graphql';
import { createClient } from 'graphql-sse';

/** Asks the API as whoever is signed in, or as the token that was typed in as a header. */
export function createFetcher(url) {
  return (params, { headers } = {}) => (isSubscription(params) ? follow(url, params, headers) : ask(url, params, headers));
}

/** Told from the text itself: the parsed document that GraphiQL has lags behind who types and runs at once. */
function isSubscription({ query, operationName }) {
  try {
    return getOperationAST(parse(query), operationName || undefined)?.operation === 'subscription';
  } catch {
    return false;
  }
}

/** The cookie would count beside a token that is sent with it. */
function accessOf(headers) {
  const hasToken = Object.keys(headers ?? {}).some((name) => name.toLowerCase() === 'authorization');
  return { headers: { 'X-Audit-Csrf': '1', ...headers }, credentials: hasToken ? 'omit' : 'same-origin' };
}

async function ask(url, params, typed) {
  const { headers, credentials } = accessOf(typed);
  const response = await fetch(url, {
    method: 'POST',
    headers: { Accept: 'application/graphql-response+json, application/json', 'Content-Type': 'application/json', ...headers },
    credentials,
    body: JSON.stringify(params),
  });
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`The server answered with status ${response.status}: ${text || 'nothing'}`);
  }
}

function follow(url, params, typed) {
  const { headers, credentials } = accessOf(typed);
  const client = createClient({ url, headers, credentials, retryAttempts: 0 });
  return client.iterate(params);
}
