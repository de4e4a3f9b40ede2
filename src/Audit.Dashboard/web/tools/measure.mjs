// Measures the explorer in Chromium: first paint, typing, scrolling through 100,000 events, and 200 events a second live.
//   node tools/measure.mjs http://localhost:5080/audit TOKEN
// The page is the host's own; what it asks is answered inside the browser, so that the figures are those of the page alone.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import WebSocket from 'ws';

const [address, token] = process.argv.slice(2);
if (!address || !token) {
  console.error('node tools/measure.mjs ADDRESS-OF-THE-DASHBOARD TOKEN');
  process.exit(2);
}

/** Runs in the page before anything of it: answers the API from memory. */
function answerInThePage(rows) {
  const pad = (value, width) => String(value).padStart(width, '0');
  const now = Date.now();
  const event = (index, time) => ({
    id: `00000000-0000-7000-8000-${pad(index, 12)}`,
    occurredAt: new Date(time).toISOString(),
    category: 'DATABASE',
    action: 'db.update',
    outcome: index % 37 ? 'SUCCEEDED' : 'FAILED',
    risk: index % 501 ? 'NONE' : 'CRITICAL',
    destructive: index % 501 === 0,
    durationMicroseconds: 100 + (index % 5000),
    error: null,
    errorCode: null,
    application: 'Shop',
    environment: 'Production',
    actor: { type: 'USER', id: `user-${index % 300}`, name: null, tenantId: null },
    client: { ip: '203.0.113.9', sessionId: 'a1', apiKeyId: null },
    correlation: {
      traceId: pad(index, 32),
      httpMethod: 'PUT',
      httpRoute: '/orders/{id}',
      transactionId: null,
      transactionOutcome: null,
    },
    database: {
      system: 'postgresql',
      database: 'shop',
      operations: ['UPDATE'],
      tablesRead: [],
      tablesWritten: ['public.orders'],
      statement: `UPDATE "orders" SET "total" = @p0 WHERE "id" = @p1 -- ${index}`,
      rowsAffected: 1,
      rowsRead: null,
      source: 'LINQ',
      destructiveReasons: [],
    },
    entity: null,
    command: null,
  });
  const answers = {
    EventsPage: () => ({
      auditEvents: {
        nodes: Array.from({ length: rows }, (_, index) => event(rows - index, now - index * 5)),
        pageInfo: { hasNextPage: false, endCursor: null },
      },
    }),
    EventsCount: () => ({ auditEvents: { totalCount: rows } }),
    EventsHistogram: () => ({ aggregate: { rows: [] } }),
    EventsFacets: (variables) => ({
      facets: variables.dimensions.map((dimension) => ({
        dimension,
        values: Array.from({ length: 50 }, (_, index) => ({ value: `value-${index}`, count: 1000 - index })),
        otherCount: 0,
      })),
    }),
    Me: () => ({ me: { id: 'a', name: 'a', roles: ['Admin'], tenantId: null, showsPersonalData: true } }),
    PendingApprovals: () => ({ me: { id: 'a', roles: [] }, pendingApprovals: [] }),
  };
  const honest = window.fetch;
  window.fetch = async (input, options) => {
    if (typeof options?.body !== 'string') return honest(input, options);
    const { query, variables } = JSON.parse(options.body);
    const data = answers[/(?:query|mutation) (\w+)/.exec(query)?.[1]]?.(variables) ?? {};
    const text = JSON.stringify({ data });
    return new Response(text, { status: 200 });
  };
  window.WebSocket = class extends EventTarget {
    static OPEN = 1;
    readyState = 1;
    protocol = 'graphql-transport-ws';
    constructor() {
      super();
      setTimeout(() => this.onopen?.({}));
    }
    send(text) {
      const message = JSON.parse(text);
      const reply = (body) => this.onmessage?.({ data: JSON.stringify(body) });
      if (message.type === 'connection_init') setTimeout(() => reply({ type: 'connection_ack' }));
      if (message.type === 'ping') reply({ type: 'pong' });
      if (message.type !== 'subscribe') return;
      let next = rows + 1;
      this.timer = setInterval(() => {
        for (let sent = 0; sent < 10; sent++)
          reply({ id: message.id, type: 'next', payload: { data: { auditEventAdded: event(next++, Date.now()) } } });
      }, 50);
    }
    close() {
      clearInterval(this.timer);
    }
  };
}

const frames = (action, milliseconds) => `new Promise((done) => {
  const grid = document.querySelector('[role=grid]').parentElement;
  const box = grid.getBoundingClientRect();
  const started = performance.now();
  let last = started, count = 0, worst = 0, blank = 0, position = 0;
  const frame = (now) => {
    count++;
    worst = Math.max(worst, now - last);
    last = now;
    for (const part of [0.2, 0.5, 0.8]) if (!document.elementFromPoint(box.left + 200, box.top + box.height * part)?.closest('[role=row]')) { blank++; break; }
    ${action}
    if (now - started < ${milliseconds}) requestAnimationFrame(frame);
    else done({ fps: Math.round(count / (now - started) * 1000), worst: Math.round(worst), blank, count, rows: grid.querySelector('[role=grid]').getAttribute('aria-rowcount') });
  };
  requestAnimationFrame(frame);
})`;

const typing = `new Promise((done) => {
  const field = document.querySelector('[data-filter-field]');
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
  const times = [];
  const text = 'actor:user-17 -table:public.orders risk>=high';
  let at = 0;
  field.focus();
  const press = () => {
    const before = performance.now();
    set.call(field, text.slice(0, ++at));
    field.dispatchEvent(new Event('input', { bubbles: true }));
    requestAnimationFrame(() => setTimeout(() => {
      times.push(performance.now() - before);
      if (at < text.length) press();
      else done({ worst: Math.round(Math.max(...times)), median: Math.round(times.sort((a, b) => a - b)[times.length >> 1]) });
    }));
  };
  press();
})`;

const profile = mkdtempSync(join(tmpdir(), 'audit-measure-'));
const browser = spawn(
  'chromium',
  [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
    '--window-size=1440,900',
    'about:blank',
  ],
  { stdio: ['ignore', 'ignore', 'pipe'] },
);
const endpoint = await new Promise((done, failed) => {
  let text = '';
  browser.stderr.on('data', (data) => {
    text += data;
    const match = /DevTools listening on (\S+)/.exec(text);
    if (match) done(match[1]);
  });
  browser.on('exit', () => failed(new Error(`Chromium did not start:\n${text}`)));
});

const socket = new WebSocket(endpoint, { perMessageDeflate: false });
await new Promise((done) => socket.once('open', done));
const pending = new Map();
const awaited = new Map();
let sent = 0;
socket.on('message', (text) => {
  const message = JSON.parse(text);
  if (message.id) pending.get(message.id)?.(message);
  else awaited.get(message.method)?.(message.params);
});
let sessionId;
const send = (method, params = {}) =>
  new Promise((done, failed) => {
    const id = ++sent;
    pending.set(id, (message) =>
      message.error ? failed(new Error(`${method}: ${message.error.message}`)) : done(message.result),
    );
    socket.send(JSON.stringify({ id, method, params, sessionId }));
  });
const evaluate = async (expression) => {
  const { result, exceptionDetails } = await send('Runtime.evaluate', {
    expression,
    awaitPromise: true,
    returnByValue: true,
  });
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value;
};
const until = (condition) =>
  evaluate(
    `new Promise((done) => { const look = () => (${condition}) ? done(performance.now()) : requestAnimationFrame(look); look(); })`,
  );

try {
  const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
  ({ sessionId } = await send('Target.attachToTarget', { targetId, flatten: true }));
  await send('Page.enable');
  await send('Network.enable');
  await send('Network.setExtraHTTPHeaders', { headers: { Authorization: `Bearer ${token}` } });

  // The host's own answers: what a person waits for.
  await send('Page.navigate', { url: `${address}/events?last=1h` });
  const paint = await until(
    `document.querySelector('[role=grid] [role=row][data-index]') || document.body?.innerText.includes('No events')`,
  );
  console.log(`first events on the screen, with the host's answers: ${Math.round(paint)} ms`);

  const { identifier } = await send('Page.addScriptToEvaluateOnNewDocument', {
    source: `(${answerInThePage})(100000)`,
  });
  await send('Page.navigate', { url: `${address}/events?last=4h` });
  await until(`document.querySelector('[role=grid]')?.getAttribute('aria-rowcount') === '100001'`);
  console.log('100,000 events in the table');
  console.log('typing in the filter:', JSON.stringify(await evaluate(typing)));
  console.log(
    'scrolling 2,000 px a frame:',
    JSON.stringify(await evaluate(frames('position += 2000; grid.scrollTop = position;', 5000))),
  );
  console.log(
    'jumping anywhere each frame:',
    JSON.stringify(await evaluate(frames('grid.scrollTop = Math.random() * grid.scrollHeight;', 5000))),
  );

  await send('Page.navigate', { url: `${address}/events?last=4h&live=1` });
  await until(`Number(document.querySelector('[role=grid]')?.getAttribute('aria-rowcount')) > 100100`);
  console.log('live, 200 events a second over 100,000:', JSON.stringify(await evaluate(frames('', 10000))));
  await send('Page.removeScriptToEvaluateOnNewDocument', { identifier });
} finally {
  socket.close();
  browser.kill();
  await new Promise((done) => (browser.exitCode === null ? browser.once('exit', done) : done()));
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}
