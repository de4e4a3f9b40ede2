// Measures the explorer in Chromium, and prints a table: first events on the screen, typing, scrolling through 100,000 events, and 200 events a second live.
//   node tools/measure.mjs http://localhost:5080/audit TOKEN [http://localhost:5080/graphql]
// First the host's own answers, whatever its store holds; then the page alone: what it asks is answered inside the browser.
import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { answerInThePage } from './measure/answers.mjs';
import { withPage } from './measure/browser.mjs';
import { frames, typing } from './measure/motion.mjs';

const [given, token, api] = process.argv.slice(2);
if (!given || !token) {
  console.error('node tools/measure.mjs ADDRESS-OF-THE-DASHBOARD TOKEN [ADDRESS-OF-THE-API]');
  process.exit(2);
}
const address = given.replace(/\/$/, '');
const headers = { Authorization: `Bearer ${token}` };

const LOADS = 5;
const ROWS = 100_000;
const SPANS = [
  ['an hour', 3_600_000],
  ['30 days', 30 * 86_400_000],
  ['a year', 365 * 86_400_000],
];
const FIRST = `document.querySelector('[role=grid] [role=row][data-index]') || document.body?.innerText.includes('No events')`;
const WHOLE = `(${FIRST}) && document.querySelector('aside[aria-label=Values] ul') && document.querySelector('canvas') && !/Counting/.test(document.body.innerText)`;

const count = (value) => value.toLocaleString('en-US');
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const milliseconds = (values) => `${Math.round(median(values))} (${Math.round(Math.max(...values))})`;

async function ask(query, variables) {
  const response = await fetch(api ?? new URL('/graphql', address), {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json', 'X-Audit-Csrf': '1' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(errors[0].message);
  return data.auditEvents;
}

async function load(page, url, isCold) {
  if (isCold) await page.send('Network.clearBrowserCache');
  await page.goTo('about:blank');
  await page.goTo(url);
  return { first: await page.until(FIRST), whole: await page.until(WHOLE) };
}

/** What a person waits for, who looks at the newest events of the store. */
async function measureLoads(page) {
  const { nodes } = await ask('{ auditEvents(first: 1) { nodes { occurredAt } } }');
  const to = nodes[0] ? Date.parse(nodes[0].occurredAt) + 1 : Date.now();
  const rows = [];
  for (const [name, span] of SPANS) {
    const range = { from: new Date(to - span).toISOString(), to: new Date(to).toISOString() };
    const { totalCount } = await ask(
      'query ($from: DateTime!, $to: DateTime!) { auditEvents(filter: { from: $from, to: $to }) { totalCount } }',
      range,
    );
    const url = `${address}/events?${new URLSearchParams(range)}`;
    // Once for the store, which keeps what it read last.
    await load(page, url, true);
    for (const isCold of [true, false]) {
      const loads = [];
      for (let time = 0; time < LOADS; time++) loads.push(await load(page, url, isCold));
      rows.push([
        `${name}, ${isCold ? 'cold' : 'warm'} cache`,
        count(totalCount),
        milliseconds(loads.map(({ first }) => first)),
        milliseconds(loads.map(({ whole }) => whole)),
      ]);
      console.error(rows.at(-1).join(' | '));
    }
  }
  return rows;
}

/** What the page's thread has worked, whatever else the machine does. */
async function busySeconds(page) {
  const { metrics } = await page.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration').value;
}

async function measurePage(page) {
  const rows = [];
  const measure = async (name, action, duration) => {
    const before = await busySeconds(page);
    const { fps, worst, blank, count: seen } = await page.evaluate(frames(action, duration));
    const busy = ((await busySeconds(page)) - before) * 1000;
    rows.push([name, `${fps}`, `${worst}`, (busy / seen).toFixed(1), `${count(blank)} of ${count(seen)}`]);
    console.error(rows.at(-1).join(' | '));
  };
  await page.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.send('Page.addScriptToEvaluateOnNewDocument', { source: `(${answerInThePage})(${ROWS})` });
  await page.goTo(`${address}/events?last=4h`);
  await page.until(`document.querySelector('[role=grid]')?.getAttribute('aria-rowcount') === '${ROWS + 1}'`);
  const keys = await page.evaluate(typing);
  await measure('scrolling 2,000 pixels a frame', 'position += 2000; grid.scrollTop = position;', 5000);
  await measure('jumping anywhere each frame', 'grid.scrollTop = Math.random() * grid.scrollHeight;', 5000);
  await page.goTo(`${address}/events?last=4h&live=1`);
  await page.until(`Number(document.querySelector('[role=grid]')?.getAttribute('aria-rowcount')) > ${ROWS + 100}`);
  await measure('live, 200 events a second', '', 10_000);
  return { keys, rows };
}

function table(heads, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map((_, index) => (index ? '---:' : '---'))), ...rows.map(line)].join('\n');
}

const system = /PRETTY_NAME="(.*)"/.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? process.platform;
const load1 = loadavg()[0].toFixed(2);
await withPage(async (page) => {
  await page.send('Network.setExtraHTTPHeaders', { headers });
  const loads = await measureLoads(page);
  const { keys, rows } = await measurePage(page);
  console.log(
    `${cpus()[0].model.trim()}, ${cpus().length} cores, load ${load1}; ${system}; ${page.product}, 1440 × 900, without a GPU.\n`,
  );
  console.log(`With the host's answers, milliseconds; the median of ${LOADS} loads, and the worst:\n`);
  console.log(table(['up to the newest event', 'events', 'first events', 'all counts'], loads));
  console.log(
    `\nThe page alone, over ${count(ROWS)} events. Typing in the filter: median ${keys.median} ms, worst key ${keys.worst} ms.\n`,
  );
  console.log(
    table(['', 'frames a second', 'worst frame, ms', 'work a frame, ms', 'frames in which a row was missing'], rows),
  );
});
