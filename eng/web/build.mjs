// Installs what the lock file names when it changed, and builds when a source did. One at a time, whoever else builds.
//   node build.mjs DIRECTORY [FURTHER-SOURCE ...]
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';

const [directory, ...further] = process.argv.slice(2);
if (!directory) {
  console.error('error : node build.mjs DIRECTORY [FURTHER-SOURCE ...]');
  process.exit(2);
}

const web = resolve(directory);
const lock = join(web, '.building');
const installed = join(web, 'node_modules/.installed');
const built = join(web, 'dist/.built');

const age = (file) => (existsSync(file) ? statSync(file).mtimeMs : 0);
const pause = (milliseconds) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);

function run(command, ...args) {
  const result = spawnSync(command, args, {
    cwd: web,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  if (result.error?.code === 'ENOENT') fail(`${command} was not found.`, 127);
  if (result.status !== 0) fail(`'${command} ${args.join(' ')}' ended with code ${result.status}.`, 1);
}

function fail(message, code) {
  console.error(`error : ${message}`);
  rmSync(lock, { force: true });
  process.exit(code);
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function takeLock() {
  for (;;) {
    try {
      const file = openSync(lock, 'wx');
      writeFileSync(file, String(process.pid));
      closeSync(file);
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const owner = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0;
      // Just made, and not yet signed, for a moment; left behind by a build that was killed.
      if (owner > 0 && !isAlive(owner)) rmSync(lock, { force: true });
      else pause(200);
    }
  }
}

function touch(file) {
  writeFileSync(file, '');
  const now = new Date();
  utimesSync(file, now, now);
}

function newest(directory) {
  let latest = 0;
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (['node_modules', 'dist', 'generated', '.building'].includes(entry.name)) continue;
    const path = join(directory, entry.name);
    latest = Math.max(latest, entry.isDirectory() ? newest(path) : age(path));
  }
  return latest;
}

takeLock();
try {
  if (age(installed) < age(join(web, 'package-lock.json'))) {
    run('npm', 'ci', '--no-audit', '--no-fund', '--loglevel=error');
    touch(installed);
  }

  const sources = Math.max(newest(web), ...further.map((source) => age(resolve(source))), age(installed));
  if (age(built) < sources || !existsSync(join(web, 'dist/index.html.br'))) run('npm', 'run', '--silent', 'build');

  touch(built);
} finally {
  rmSync(lock, { force: true });
}
