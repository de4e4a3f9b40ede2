// Chromium by its DevTools protocol; nothing but the browser itself is needed.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import WebSocket from 'ws';

const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--remote-debugging-port=0',
  '--window-size=1440,900',
];

const LIMIT = 120_000;

async function start(profile) {
  const process = spawn('chromium', [...ARGUMENTS, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const endpoint = await new Promise((done, failed) => {
    let text = '';
    process.stderr.on('data', (data) => {
      text += data;
      const match = /DevTools listening on (\S+)/.exec(text);
      if (match) done(match[1]);
    });
    process.on('exit', () => failed(new Error(`Chromium did not start:\n${text}`)));
  });
  return { process, endpoint };
}

/** Opens a browser with one page, and closes it when the work is done. */
export async function withPage(work) {
  const profile = mkdtempSync(join(tmpdir(), 'audit-measure-'));
  const { process, endpoint } = await start(profile);
  const socket = new WebSocket(endpoint, { perMessageDeflate: false });
  try {
    await new Promise((done) => socket.once('open', done));
    await work(await openPage(socket));
  } finally {
    socket.close();
    process.kill();
    await new Promise((done) => (process.exitCode === null ? process.once('exit', done) : done()));
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function openPage(socket) {
  const pending = new Map();
  const listeners = new Map();
  let sent = 0;
  let sessionId;
  socket.on('message', (text) => {
    const message = JSON.parse(text);
    if (message.id) pending.get(message.id)?.(message);
    else listeners.get(message.method)?.(message.params);
  });
  const send = (method, params = {}) =>
    new Promise((done, failed) => {
      const id = ++sent;
      pending.set(id, (message) => {
        pending.delete(id);
        if (message.error) failed(new Error(`${method}: ${message.error.message}`));
        else done(message.result);
      });
      socket.send(JSON.stringify({ id, method, params, sessionId }));
    });

  const { product } = await send('Browser.getVersion');
  const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
  ({ sessionId } = await send('Target.attachToTarget', { targetId, flatten: true }));
  await send('Page.enable');
  await send('Network.enable');

  const evaluate = async (expression) => {
    const { result, exceptionDetails } = await send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  return {
    product,
    send,
    evaluate,
    on: (method, listener) => listeners.set(method, listener),
    goTo: (url) => send('Page.navigate', { url }),
    /** Milliseconds from the start of the navigation until something holds at the beginning of a frame. */
    until: (condition) =>
      evaluate(`new Promise((done, failed) => {
        const look = () => {
          if (${condition}) done(performance.now());
          else if (performance.now() > ${LIMIT}) failed(new Error('It did not come about: ' + ${JSON.stringify(condition)}));
          else requestAnimationFrame(look);
        };
        look();
      })`),
  };
}
