// Opens every screen against the fake backend (`npm run build`, then `npm run preview:fake -- --port 5188`), in light and dark
// and on a phone: writes screenshots to look at, and fails on a serious accessibility fault, a script error or a page that
// scrolls sideways. `npm run look [screen…]`; LOOK_AT, LOOK_DIR and LOOK_CHROMIUM change where.
import { mkdirSync, readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const base = process.env.LOOK_AT ?? 'http://127.0.0.1:5188';
const folder = process.env.LOOK_DIR ?? '/tmp/signalbox-look';
const only = process.argv.slice(2);
const axe = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const project = '01900000-0000-7000-8000-000000000001';
const dataset = '01900000-0000-7000-8000-0000000000d1';
/** Each has an address of its own; `gallery` alone stands for all of them. */
const galleryGroups = [
  'basics',
  'states',
  'feedback',
  'dialogs',
  'shell',
  'home',
  'runs',
  'run',
  'launch',
  'charts',
  'log',
  'evaluation',
  'compare',
  'solve',
  'study',
  'data',
  'transfer',
  'predict',
  'notifications',
  'services',
  'storage',
  'settings',
];
const views = [
  { scheme: 'light', viewport: { width: 1440, height: 900 } },
  { scheme: 'dark', viewport: { width: 1440, height: 900 } },
  { scheme: 'light', viewport: { width: 390, height: 844 } },
  { scheme: 'dark', viewport: { width: 390, height: 844 } },
];
const faults = [];
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.LOOK_CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});

for (const { scheme, viewport } of views) {
  const context = await browser.newContext({ viewport, colorScheme: scheme });
  const page = await context.newPage();
  const tag = `${scheme}-${viewport.width}`;
  page.on('pageerror', (error) => faults.push(`${tag}: ${error.message}`));

  const shoot = async (name) => {
    await page.waitForTimeout(600);
    await page.screenshot({ path: `${folder}/${name}-${tag}.png` });
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (sideways > 0) faults.push(`${name} ${tag}: the page scrolls sideways by ${sideways} px`);
    await page.evaluate(axe);
    const violations = await page.evaluate(() => globalThis.axe.run(document).then((result) => result.violations));
    for (const { id, impact, nodes } of violations) {
      if (impact !== 'serious' && impact !== 'critical') continue;
      faults.push(
        `${name} ${tag}: ${id} at ${nodes
          .slice(0, 3)
          .map((node) => node.target.join(' '))
          .join(', ')}`,
      );
    }
  };
  const wanted = (name) =>
    only.length === 0 || only.includes(name) || (only.includes('gallery') && name.startsWith('gallery-'));
  const read = (path) =>
    page.evaluate(
      (at) => fetch(`/api/v1${at}`, { headers: { Authorization: 'Bearer x' } }).then((r) => r.json()),
      path,
    );

  await page.goto(`${base}/sign-in`);
  await page.getByLabel('E-mail address').fill('admin@signalbox.local');
  await page.getByLabel('Password').fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').waitFor();
  if (wanted('sign-in')) await shoot('sign-in');
  await page.getByLabel('Password').fill('signalbox');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Passengers' }).waitFor();

  const { items: runs } = await read(`/projects/${project}/runs?limit=200`);
  const { items: models } = await read(`/projects/${project}/models`);
  const named = (list, name) => list.find((one) => one.name === name)?.id;
  const home = `/projects/${project}`;
  const done = `${home}/runs/${named(runs, 'survival-gbm')}`;
  const live = `${home}/runs/${named(runs, 'survival-gbm-long')}`;
  const solve = (name) => `${home}/runs/${named(runs, name)}`;
  const { items: studies } = await read(`/projects/${project}/studies`);
  const study = (name) => `${home}/studies/${studies.find(({ run }) => run.name === name)?.run.id}`;
  const seeds = runs.filter((run) => run.name.startsWith('seeds seed ')).map((run) => run.id);
  const instance = `${home}/datasets/01900000-0000-7000-8000-0000000000f1`;
  const model = `${home}/models/${named(models, 'survival-gbm')}`;
  const screens = {
    home,
    datasets: `${home}/datasets`,
    preview: `${home}/datasets/${dataset}`,
    profile: `${home}/datasets/${dataset}?tab=profile`,
    runs: `${home}/runs`,
    'runs-none': `${home}/runs?q=nothing-has-this-name`,
    overview: done,
    live,
    charts: `${live}?tab=charts`,
    evaluation: `${done}?tab=evaluation`,
    residuals: `${home}/runs/${named(runs, 'fare-ridge')}?tab=evaluation`,
    failed: `${home}/runs/${named(runs, 'survival-mlp')}`,
    logs: `${live}?tab=logs`,
    'logs-paused': `${live}?tab=logs`,
    'logs-failed': `${home}/runs/${named(runs, 'survival-mlp')}?tab=logs`,
    'logs-lines': `${done}?tab=logs#L48210-L48222`,
    'logs-find': `${done}?tab=logs&find=loss%3D0%5C.0%5Cd*1%5Cb&regex=true`,
    'logs-matches': `${done}?tab=logs&find=shard&only=2`,
    'logs-level': `${live}?tab=logs&level=%5B%22critical%22%2C%22error%22%2C%22warning%22%5D`,
    'logs-none': `${done}?tab=logs&level=%5B%22critical%22%5D`,
    'logs-wrap': `${done}?tab=logs#L48070`,
    'logs-panel': `${done}?tab=logs#L48070`,
    'logs-open': `${done}?tab=logs#L48050`,
    'logs-repair': `${home}/runs/${named(runs, 'fare-ridge')}?tab=logs`,
    'logs-start': `${home}/runs/${named(runs, 'fare-ridge')}?tab=logs`,
    'logs-unknown': `${home}/runs/${named(runs, 'sweep-001')}?tab=logs`,
    'logs-empty': `${home}/runs/${named(runs, 'sweep-002')}?tab=logs`,
    'logs-bad-pattern': `${done}?tab=logs&find=(&regex=true`,
    'logs-view': `${done}?tab=logs`,
    'logs-filter': `${done}?tab=logs`,
    'logs-download': `${done}?tab=logs&level=%5B%22error%22%5D`,
    'logs-keys': `${done}?tab=logs`,
    sources: '/system/logs',
    source: '/system/logs/01900000-0000-7000-8000-0000000000e1',
    config: `${done}?tab=config`,
    artifacts: `${done}?tab=artifacts`,
    timeline: `${live}?tab=timeline`,
    predict: `${done}?tab=predict`,
    models: `${home}/models`,
    model,
    signature: `${model}?tab=signature`,
    system: '/system',
    queues: '/system?tab=queues',
    backends: '/system?tab=backends',
    'log-intake': '/system?tab=log-intake',
    'dead-letters': '/system?tab=dead-letters',
    'dead-letter': '/system?tab=dead-letters&letter=01900000-0000-7000-8000-0000000000e1',
    storage: '/system?tab=storage',
    settings: `${home}/settings`,
    import: '/import',
    ...Object.fromEntries(galleryGroups.map((group) => [`gallery-${group}`, `/gallery?group=${group}`])),
    'my-settings': '/settings',
    tokens: '/settings?tab=tokens',
    users: '/settings?tab=users',
    'no-page': '/nothing/here',
    shortcuts: home,
    stopping: live,
    training: `${home}/new?kind=training&dataset=${dataset}`,
    prediction: `${home}/new?kind=prediction`,
    'solve-live': solve('p0548-live'),
    'solve-proven': solve('p0548-proven'),
    'solve-zoomed': `${solve('p0548-proven')}?span=2:9`,
    'solve-table': `${solve('p0548-proven')}?rows=true`,
    'solve-gap': solve('p0548-proven'),
    'solve-solution': `${solve('p0548-proven')}?tab=solution`,
    'solve-plan': `${solve('shop-floor')}?tab=solution`,
    'solve-model': `${solve('p0548-proven')}?tab=model`,
    'solve-overview': `${solve('p0548-proven')}?tab=overview`,
    'solve-infeasible': solve('plants-infeasible'),
    solves: `${home}/compare?runs=${seeds.join(',')}`,
    'solves-list': `${home}/runs?q=kind%3Asolve&cols=status!p,name!p,dataset,algorithm,outcome,objective,gap,duration`,
    'new-solve': `${home}/new?kind=solve&dataset=01900000-0000-7000-8000-0000000000f1`,
    'new-template': `${home}/new?kind=solve`,
    studies: `${home}/studies`,
    'studies-none': `${home}/studies?q=nothing-has-this-name`,
    'study-live': study('titanic'),
    'study-trials': `${study('titanic')}?tab=trials&trial=7`,
    'study-many': `${study('fast and good')}?tab=trials&sort=-metric.auc`,
    'study-analysis': `${study('fast and good')}?tab=analysis&brush=${encodeURIComponent('["param.learning_rate:0.02:0.1"]')}`,
    'study-contour': `${study('fast and good')}?tab=analysis&pairAs=contour`,
    'study-table': `${study('titanic')}?rows=history`,
    'study-pareto': `${study('fast and good')}?tab=pareto`,
    'study-timeline': `${study('titanic')}?tab=timeline`,
    'study-jump': `${study('fast and good')}?tab=timeline&trial=1234`,
    'study-config': `${study('titanic')}?tab=config`,
    'study-enqueue': study('titanic'),
    'no-study': `${home}/studies/0000`,
    instance,
    'instance-solves': `${instance}?tab=lineage`,
    'instance-upload': `${home}/datasets?upload=01900000-0000-7000-8000-0000000000a3`,
    'no-run': `${home}/runs/0000`,
    upload: `${home}/datasets`,
    palette: home,
  };
  const before = {
    predict: () => page.getByRole('button', { name: 'Predict', exact: true }).click(),
    training: async () => {
      await page.getByLabel('Target').click();
      await page.getByRole('option', { name: /survived/ }).click();
      await page.getByRole('radio', { name: 'LightGBM' }).check({ force: true });
      await page.getByRole('radio', { name: 'Advanced' }).check({ force: true });
      await page.getByLabel('Learning rate').fill('2');
      await page.getByRole('button', { name: 'Start training' }).click();
    },
    upload: () =>
      page
        .getByLabel('Files to upload')
        .setInputFiles({ name: 'broken.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b,c\nragged') }),
    stopping: async () => {
      // The first view stops the run; the others show how it ended.
      await page.getByRole('heading', { name: 'survival-gbm-long' }).waitFor();
      const stop = page.getByRole('button', { name: 'Stop', exact: true });
      if (!(await stop.isVisible())) return;
      await stop.click();
      await page.getByRole('menuitem', { name: /Stop gracefully/ }).click();
      await page.getByText('Stop requested').waitFor();
    },
    'solve-gap': () => page.getByTestId('convergence').getByRole('button', { name: 'Gap', exact: true }).focus(),
    'new-solve': () => page.getByRole('radio', { name: 'HiGHS' }).check({ force: true }),
    'new-template': async () => {
      await page.getByRole('radio', { name: 'A named template' }).check({ force: true });
      await page.getByRole('radio', { name: 'Job shop' }).check({ force: true });
      const data = page.getByLabel('Data', { exact: true });
      await data.fill('{\n  "jobs": [[1, 2]\n}');
      await data.blur();
    },
    'instance-upload': async () => {
      await page.getByRole('button', { name: 'Store instance' }).click();
      await page.getByRole('table', { name: 'Faults of broken.mps' }).waitFor();
    },
    'study-contour': () => page.getByRole('heading', { name: 'Pair of parameters' }).scrollIntoViewIfNeeded(),
    'study-enqueue': async () => {
      const enqueue = page.getByRole('button', { name: 'Enqueue…' });
      // The study may have ended meanwhile.
      if (await enqueue.isVisible()) await enqueue.click();
    },
    palette: () => page.getByRole('button', { name: /Search or jump/ }).click(),
    shortcuts: () => page.keyboard.press('?'),
    'logs-paused': async () => {
      const log = page.getByRole('log');
      await log.locator('.log-row').first().waitFor();
      await log.hover();
      await page.mouse.wheel(0, -300);
      await page.waitForTimeout(1200);
    },
    'logs-find': async () => {
      const next = page.getByRole('button', { name: 'Next match (n)' });
      await next.click();
      await next.click();
    },
    'logs-wrap': () => page.keyboard.press('w'),
    'logs-panel': () =>
      page
        .getByRole('button', { name: /show all/ })
        .first()
        .click(),
    'logs-open': async () => {
      for (const button of await page.getByRole('button', { name: /^▸ JSON/ }).all()) await button.click();
      await page.getByRole('button', { name: /^▸ ×/ }).first().click();
    },
    'logs-start': async () => {
      await page.getByRole('log').locator('.log-row').first().waitFor();
      await page.keyboard.press('Home');
    },
    'logs-view': () => page.getByRole('button', { name: 'View' }).click(),
    'logs-filter': () => page.getByRole('button', { name: 'Filter', exact: true }).click(),
    'logs-download': () => page.getByRole('button', { name: 'Download' }).click(),
    'logs-keys': () => page.getByRole('button', { name: 'Keyboard shortcuts' }).click(),
    artifacts: () => page.getByRole('button', { name: 'Preview held-out-predictions.csv' }).click(),
  };
  for (const [name, path] of Object.entries(screens)) {
    if (!wanted(name)) continue;
    // Another line of the same log would be the same page, as the one before has left it.
    await page.evaluate(() => localStorage.removeItem('signalbox.log-view'));
    if (name.startsWith('logs-')) await page.goto('about:blank');
    await page.goto(base + path);
    if (name.startsWith('logs')) await page.locator('.log-row, .log-body .empty-state').first().waitFor();
    await before[name]?.();
    await shoot(name);
  }
  await context.close();
}
await browser.close();
console.log(`screenshots are in ${folder}`);
if (faults.length > 0) {
  console.error([...new Set(faults)].join('\n'));
  process.exit(1);
}
