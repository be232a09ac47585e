// Fails when what the first route loads, or any later chunk, is over its budget (gzip).
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';

const KB = 1024;
const budgets = { firstRouteJs: 230 * KB, firstRouteCss: 25 * KB };
/** A chunk by the start of its file name; the named ones hold one library each, and load when their screen needs them. */
const chunkBudgets = [
  { starts: 'uplot-', most: 30 * KB },
  { starts: 'echarts-', most: 280 * KB },
  { starts: 'schema-form', most: 140 * KB },
  { starts: '', most: 70 * KB },
];
const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));
const gzipped = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;

/** The files of a chunk and of everything that it imports statically. */
function closure(key, js = new Set(), css = new Set()) {
  const chunk = manifest[key];
  if (js.has(chunk.file)) return { js, css };
  js.add(chunk.file);
  for (const sheet of chunk.css ?? []) css.add(sheet);
  for (const next of chunk.imports ?? []) closure(next, js, css);
  return { js, css };
}

const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
const first = closure(entry);
// A signed-in person lands on one of these: the heaviest counts as the first route.
const routes = Object.keys(manifest).filter((key) => manifest[key].isDynamicEntry && /-page\.tsx$/.test(key));
const problems = [];
let heaviest = { js: 0, css: 0, name: '' };
for (const route of routes) {
  const { js, css } = closure(route, new Set(first.js), new Set(first.css));
  const size = { js: [...js].reduce((n, f) => n + gzipped(f), 0), css: [...css].reduce((n, f) => n + gzipped(f), 0) };
  if (size.js > heaviest.js) heaviest = { ...size, name: route };
  if (size.js > budgets.firstRouteJs) problems.push(`${route}: ${(size.js / KB).toFixed(1)} KB of JavaScript`);
  if (size.css > budgets.firstRouteCss) problems.push(`${route}: ${(size.css / KB).toFixed(1)} KB of CSS`);
}
for (const chunk of Object.values(manifest)) {
  if (chunk.isEntry || !chunk.file.endsWith('.js') || first.js.has(chunk.file)) continue;
  const size = gzipped(chunk.file);
  const { most } = chunkBudgets.find(({ starts }) => basename(chunk.file).startsWith(starts));
  if (size > most) problems.push(`${chunk.file}: ${(size / KB).toFixed(1)} KB, this chunk may have ${most / KB}`);
}
console.log(
  `heaviest route ${heaviest.name}: ${(heaviest.js / KB).toFixed(1)} KB JavaScript, ${(heaviest.css / KB).toFixed(1)} KB CSS (gzip)`,
);
if (problems.length > 0) {
  console.error(`over budget:\n  ${problems.join('\n  ')}`);
  process.exit(1);
}
