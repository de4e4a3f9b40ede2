// Holds the build to its budget, then leaves the compressed files only.
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { compress } from '../../../../eng/web/compress.mjs';

const KIB = 1024;
const BUDGET = { initialScripts: 220 * KIB, initialStyles: 20 * KIB, lazyScript: 125 * KIB };

const dist = join(dirname(fileURLToPath(import.meta.url)), '../dist');
const manifest = JSON.parse(readFileSync(join(dist, 'manifest.json'), 'utf8'));
const size = (file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length;
const sum = (files) => [...files].reduce((total, file) => total + size(file), 0);

const scripts = new Set();
const styles = new Set();
function collect(key) {
  const chunk = manifest[key];
  if (scripts.has(chunk.file)) return;
  scripts.add(chunk.file);
  chunk.css?.forEach((file) => styles.add(file));
  chunk.imports?.forEach(collect);
}
collect('index.html');

const lazy = Object.values(manifest)
  .map((chunk) => chunk.file)
  .filter((file) => file.endsWith('.js') && !scripts.has(file));
const figures = [
  ['initial JavaScript', sum(scripts), BUDGET.initialScripts],
  ['initial CSS', sum(styles), BUDGET.initialStyles],
  ['lazy JavaScript', sum(new Set(lazy)), BUDGET.lazyScript],
];

let isOver = false;
for (const [what, bytes, limit] of figures) {
  const text = `${what}: ${(bytes / KIB).toFixed(1)} KiB of ${limit / KIB} KiB (gzip)`;
  if (bytes > limit) {
    console.error(`error : ${text}: over the budget.`);
    isOver = true;
  } else {
    console.log(text);
  }
}
if (isOver) process.exit(1);

rmSync(join(dist, 'manifest.json'));
compress(dist);
