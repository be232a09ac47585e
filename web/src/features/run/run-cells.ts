import { countWords } from '@/features/log';
import { metricTitle } from '@/features/metric';
import type { MetricValue, Run } from '@/shared/api/types';
import {
  formatAgo,
  formatCount,
  formatDate,
  formatDuration,
  formatGap,
  formatNumber,
  NOTHING,
  shortId,
} from '@/shared/format/format';
import { outcomeOf, runStatusWord } from '@/shared/ui/status';
import { silentMillis } from './heartbeat';
import { dataWord, durationMillis, isActive, isMeasured, isWaiting, progressPercent, remainingMillis } from './rules';
import {
  betterOf,
  type ColumnState,
  columnName,
  formatBy,
  guessBetter,
  isMetric,
  isNumeric,
  isParam,
  metricColumn,
  metricKeyOf,
} from './run-columns';
import { columnValue, deltaText, deltaTo } from './run-deltas';
import { kindWord } from './run-facts';
import type { Drawing, GridColumn } from './run-grid';
import { headlineOf, solveKeys } from './run-headline';
import type { RunRow } from './run-list-api';

/** What stands in each cell, drawn by hand: see `run-grid.ts`. */

export interface CellContext {
  now(): number;
  baseline(): RunRow | undefined;
  isPicked(id: string): boolean;
  isHidden(id: string): boolean;
  isPinned(id: string): boolean;
  hasLeft(id: string): boolean;
  isGone(id: string): boolean;
  /** The metrics of which the result column shows the first that a run has. */
  results: readonly string[];
  sparkKey(row: RunRow): string | undefined;
  spark(row: RunRow): readonly number[] | undefined;
  /** A copy of something that React has drawn: a state, an icon. */
  template(name: string): Node | undefined;
}

const SPARK_WIDTH = 72;
const SPARK_HEIGHT = 18;

/** A study has a page of its own. */
export const runHref = (run: Pick<Run, 'id' | 'projectId'> & Partial<Pick<Run, 'kind'>>, search = '') =>
  `/projects/${run.projectId}/${run.kind === 'study' ? 'studies' : 'runs'}/${run.id}${search}`;

const logHref = (run: RunRow, levels: readonly string[]) =>
  runHref(run, `?tab=logs&level=${encodeURIComponent(JSON.stringify(levels))}`);

/** The cells of a table: the checkbox, then the chosen columns. Pinned ones stay where they are while the others scroll. */
export function tableCells(columns: readonly ColumnState[], context: CellContext): GridColumn[] {
  return [
    { key: 'pick', className: 'run-cell pick-cell pinned-cell', drawing: (row) => pick(row, context) },
    ...columns.map((column) => ({
      key: column.key,
      className: [
        'run-cell',
        isNumeric(column.key) ? 'number' : '',
        column.pinned ? 'pinned-cell' : '',
        attributeClass(column.key),
      ]
        .filter(Boolean)
        .join(' '),
      drawing: (row: RunRow) => cell(column, row, context),
    })),
  ];
}

const attributeClass = (key: string) => (isMetric(key) || isParam(key) ? '' : `cell-${key}`);

function cell(column: ColumnState, row: RunRow, context: CellContext): Drawing {
  const { key } = column;
  if (isMetric(key)) return metric(column, row, context);
  if (isParam(key)) return param(column, row);
  switch (key) {
    case 'status':
      return status(row, context);
    case 'name':
      return name(row, context);
    case 'kind':
      return text(kindWord(row.kind));
    case 'dataset':
      return text(dataWord(row) ?? NOTHING, row.datasetName ?? undefined);
    case 'result':
      return result(row, context);
    case 'outcome':
      return outcome(row, context);
    case 'objective':
      return lastOf(row, 'metric.incumbent', formatNumber);
    case 'gap':
      return lastOf(row, 'metric.gap', formatGap);
    case 'trend':
      return trend(row, context);
    case 'duration':
      return text(formatDuration(durationMillis(row, context.now())));
    case 'progress':
      return progress(row, context);
    case 'log':
      return log(row, context);
    case 'created':
    case 'started':
    case 'ended':
      return moment({ created: row.createdAt, started: row.startedAt, ended: row.endedAt }[key], context);
    case 'owner':
      return text(row.createdBy.name, row.createdBy.name);
    case 'tags':
      return tags(row);
    default:
      return text(...system(key, row));
  }
}

/** What is left of the attributes: plain words. */
function system(key: string, row: RunRow): [string, string?] {
  switch (key) {
    case 'algorithm':
      return [row.spec.algorithm ?? NOTHING];
    case 'trial':
      return [typeof row.trialNumber === 'number' ? `#${row.trialNumber}` : NOTHING];
    case 'model':
      return [row.model ? `version ${row.model.version}` : NOTHING];
    case 'attempt':
      return [`${row.attempt} of ${row.maxAttempts}`];
    case 'priority':
      return [String(row.priority ?? 0)];
    case 'warnings':
      return [row.logWarnings === undefined ? NOTHING : formatCount(row.logWarnings)];
    case 'errors':
      return [row.logErrors === undefined ? NOTHING : formatCount(row.logErrors)];
    case 'instance':
      return [row.instance ?? NOTHING, row.instance ?? undefined];
    default:
      return [shortId(row.id), row.id];
  }
}

// --------------------------------------------------------------------------------------------------------------------- pieces

const drawn = (mark: string, draw: (into: HTMLElement) => void): Drawing => ({ mark, draw });

function text(value: string, title?: string): Drawing {
  return drawn(`${value}\n${title ?? ''}`, (into) => {
    into.textContent = value;
    if (title) into.title = title;
  });
}

/** A solve that succeeded says how it ended; the word with its gap is the tooltip. */
function status(row: RunRow, context: CellContext): Drawing {
  if (row.trialState === 'pruned') {
    return drawn('pruned', (into) => into.replaceChildren(context.template('trial-pruned') ?? 'Pruned'));
  }
  const ended = row.status === 'succeeded' ? outcomeOf(row) : undefined;
  if (ended === undefined)
    return drawn(row.status, (into) => into.replaceChildren(context.template(`status-${row.status}`) ?? row.status));
  const words = outcomeWords(row);
  return drawn(words, (into) => {
    into.replaceChildren(context.template(`outcome-${ended}`) ?? words);
    into.title = words;
  });
}

function outcomeWords(row: RunRow): string {
  const gap = columnValue(row, 'metric.gap');
  return runStatusWord(row.status, { ...row, summary: typeof gap === 'number' ? { gap } : {} });
}

function outcome(row: RunRow, context: CellContext): Drawing {
  const ended = row.status === 'succeeded' ? outcomeOf(row) : undefined;
  if (ended === undefined) return text(NOTHING);
  const words = outcomeWords(row);
  return drawn(`outcome ${words}`, (into) => {
    const mark = context.template(`outcome-${ended}`);
    if (mark instanceof Element && mark.lastElementChild) mark.lastElementChild.textContent = words;
    into.replaceChildren(mark ?? words);
    into.title = words;
  });
}

/** The last value of a metric, without a verdict: whether more is better, the name does not tell. */
function lastOf(row: RunRow, key: string, format: (value: number) => string): Drawing {
  const value = columnValue(row, key);
  return typeof value === 'number' ? text(format(value), String(value)) : text(NOTHING);
}

function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

function link(href: string, className: string, ...children: (Node | string)[]): HTMLAnchorElement {
  const made = element('a', className, ...children);
  made.href = href;
  made.tabIndex = -1;
  return made;
}

function pick(row: RunRow, context: CellContext): Drawing {
  const isPicked = context.isPicked(row.id);
  const isHidden = context.isHidden(row.id);
  return drawn(`${row.id} ${isPicked} ${isHidden} ${row.name}`, (into) =>
    into.replaceChildren(...pickParts(row, isPicked, isHidden, context)),
  );
}

function pickParts(row: RunRow, isPicked: boolean, isHidden: boolean, context: CellContext): Node[] {
  const box = element('input', '');
  box.type = 'checkbox';
  box.checked = isPicked;
  box.tabIndex = -1;
  box.setAttribute('aria-label', `Select ${row.name}`);
  const label = element('label', 'pick-box', box);
  label.dataset.pick = '';
  if (!isPicked) return [label];
  const eye = element('button', 'swatch-button', element('span', 'swatch'));
  eye.type = 'button';
  eye.tabIndex = -1;
  eye.dataset.hide = '';
  eye.setAttribute('aria-label', `${isHidden ? 'Show' : 'Hide'} ${row.name} in charts`);
  eye.title = isHidden ? 'Hidden in charts: show' : 'Hide in charts';
  const icon = context.template(isHidden ? 'eye-off' : 'eye');
  if (icon) eye.append(icon);
  return [label, eye];
}

/** Why a row stands there that the list would not have if it were read now. */
function whyLeft(row: RunRow, context: CellContext): { words: string; why: string } | undefined {
  if (context.isGone(row.id)) return { words: 'deleted', why: 'It was deleted.' };
  if (!context.hasLeft(row.id)) return undefined;
  return { words: 'no longer matches', why: 'It has changed and does not match the filter any more.' };
}

function nameParts(row: RunRow, context: CellContext): Node[] {
  const open = link(runHref(row), 'ellipsis', row.name);
  open.dataset.open = '';
  open.title = row.name;
  const parts: Node[] = [open];
  if (context.baseline()?.id === row.id) parts.push(element('span', 'chip row-mark', 'baseline'));
  if (context.isPinned(row.id)) parts.push(element('span', 'chip row-mark', 'pinned'));
  const left = whyLeft(row, context);
  if (left) {
    const mark = element('span', 'chip row-mark left-mark', left.words);
    mark.title = `${left.why} It stays until the list is read again.`;
    parts.push(mark);
  }
  return parts;
}

function name(row: RunRow, context: CellContext): Drawing {
  const left = whyLeft(row, context)?.words ?? '';
  const flags = `${context.baseline()?.id === row.id} ${context.isPinned(row.id)} ${left}`;
  return drawn(`${row.id} ${row.name} ${flags}`, (into) => into.replaceChildren(...nameParts(row, context)));
}

function moment(time: string | null | undefined, context: CellContext): Drawing {
  if (!time) return text(NOTHING);
  return text(formatAgo(time, context.now()), `${formatDate(time)} · ${time}`);
}

function tags(row: RunRow): Drawing {
  return drawn(row.tags.join('\n'), (into) => {
    into.replaceChildren(...row.tags.map((tag) => element('span', 'chip', tag)));
    if (row.tags.length > 0) into.title = row.tags.join(', ');
  });
}

function delta(
  value: number,
  baseline: number,
  better: 'up' | 'down',
  format: (value: number) => string,
): HTMLElement | undefined {
  const found = deltaTo(value, baseline, better);
  if (!found) return undefined;
  const words = deltaText(found, format);
  // A filled arrow is better, a hollow one worse: the colour is not needed to tell them apart.
  const shown = found.verdict === 'worse' ? words.replace('▲', '△').replace('▼', '▽') : words;
  const made = element('span', `delta delta-${found.verdict}`, shown);
  if (found.verdict !== 'equal') made.append(element('span', 'visually-hidden', ` ${found.verdict}`));
  return made;
}

function valueWithDelta(
  row: RunRow,
  column: Pick<ColumnState, 'key' | 'aggregate' | 'better' | 'format'>,
  context: CellContext,
): { mark: string; parts: () => (Node | string)[]; title: string } | undefined {
  const value = columnValue(row, column.key, column.aggregate);
  if (value === undefined) return undefined;
  const auto = (one: number) => formatNumber(one);
  const shown = typeof value === 'number' ? formatBy(column.format, value, auto) : formatNumber(value as string);
  const base = context.baseline();
  const other = base && base.id !== row.id ? columnValue(base, column.key, column.aggregate) : undefined;
  const isCompared = typeof value === 'number' && typeof other === 'number';
  const difference = () =>
    isCompared ? delta(value, other, betterOf(column), (one) => formatBy(column.format, one, auto)) : undefined;
  return {
    mark: `${shown} ${isCompared ? `${other} ${betterOf(column)}` : ''}`,
    title: `${columnName(column.key)} ${column.aggregate ?? 'last'} = ${value}${isCompared ? ` · baseline ${other}` : ''}`,
    parts: () => {
      const mark = difference();
      return mark ? [mark, element('span', '', shown)] : [element('span', '', shown)];
    },
  };
}

function metric(column: ColumnState, row: RunRow, context: CellContext): Drawing {
  const found = valueWithDelta(row, column, context);
  if (!found) return text(NOTHING);
  return drawn(`${found.mark} ${found.title}`, (into) => {
    into.replaceChildren(...found.parts());
    into.title = found.title;
  });
}

function param(column: ColumnState, row: RunRow): Drawing {
  const value = columnValue(row, column.key);
  if (value === undefined) return text(NOTHING);
  if (typeof value !== 'number') return text(String(value), String(value));
  return text(formatBy(column.format, value, String), String(value));
}

function namedValue(name: string, value: MetricValue): Drawing {
  return drawn(`${name} ${value}`, (into) => {
    into.replaceChildren(element('span', 'result-name', name), element('span', '', formatNumber(value)));
    into.title = `${name} = ${value}`;
  });
}

function result(row: RunRow, context: CellContext): Drawing {
  if (row.kind === 'solve') {
    // Which way is better, a row does not know: no difference to the baseline is judged.
    const key = solveKeys.find((one) => typeof columnValue(row, metricColumn(one)) === 'number');
    const value = key && columnValue(row, metricColumn(key));
    if (typeof value === 'number') return namedValue(metricTitle(key ?? ''), value);
  }
  const key = context.results.find((one) => columnValue(row, one) !== undefined);
  if (key === undefined) {
    const [first] = headlineOf(row.summary, 1);
    if (!first) return isWaiting(row) ? text('waits') : text(NOTHING);
    return namedValue(metricTitle(first[0]), first[1]);
  }
  const metricKey = metricKeyOf(key);
  const found = valueWithDelta(row, { key, better: guessBetter(metricKey) }, context);
  if (!found) return text(NOTHING);
  return drawn(`${key} ${found.mark}`, (into) => {
    into.replaceChildren(element('span', 'result-name', metricTitle(metricKey)), ...found.parts());
    into.title = found.title;
  });
}

function progress(row: RunRow, context: CellContext): Drawing {
  if (!isActive(row)) return text(row.endedAt ? NOTHING : '');
  if (isWaiting(row)) {
    const why = row.waitReason?.sentence ?? row.statusReason ?? 'waits for a slot';
    return text(why, why);
  }
  if (!isMeasured(row)) return text(row.progress?.phase || 'solving');
  const fraction = row.progress?.fraction ?? 0;
  const percent = progressPercent(fraction);
  const left = remainingMillis(row, context.now());
  const silent = silentMillis(row, context.now());
  const pace = left === undefined ? '' : ` · ${formatDuration(left)} left`;
  const words = `${percent} %${silent === undefined ? pace : ` · silent ${formatDuration(silent)}`}`;
  return drawn(`${fraction.toFixed(3)} ${words}`, (into) => {
    const fill = element('div', '');
    fill.style.width = `${Math.min(100, fraction * 100)}%`;
    const bar = element('div', 'progress', fill);
    bar.setAttribute('role', 'progressbar');
    bar.setAttribute('aria-label', `Progress of ${row.name}`);
    bar.setAttribute('aria-valuenow', String(percent));
    into.replaceChildren(bar, element('span', 'progress-words', words));
  });
}

function count(row: RunRow, value: number, word: string, levels: readonly string[], context: CellContext): Node {
  const { shown, words, label } = countWords(value, word);
  const tone = word === 'warning' ? 'warning' : 'error';
  const made = link(logHref(row, levels), `log-count tone-${tone}`);
  const icon = context.template(word === 'warning' ? 'warning' : 'error');
  if (icon) made.append(icon);
  made.append(shown);
  made.setAttribute('aria-label', label);
  made.title = words;
  return made;
}

function log(row: RunRow, context: CellContext): Drawing {
  const warnings = row.logWarnings ?? 0;
  const errors = row.logErrors ?? 0;
  if (warnings === 0 && errors === 0) return text('');
  return drawn(`${row.id} ${warnings} ${errors}`, (into) => {
    const parts: Node[] = [];
    if (errors > 0) parts.push(count(row, errors, 'error', ['critical', 'error'], context));
    if (warnings > 0) parts.push(count(row, warnings, 'warning', ['warning'], context));
    into.replaceChildren(...parts);
  });
}

/** A line without axes; its place in words is for who does not see it. */
export function sparkPath(values: readonly number[], width: number, height: number): string {
  const finite = values.filter(Number.isFinite);
  const low = Math.min(...finite);
  const spread = Math.max(...finite) - low || 1;
  const step = width / Math.max(1, finite.length - 1);
  return finite
    .map(
      (value, at) =>
        `${at === 0 ? 'M' : 'L'}${(at * step).toFixed(1)} ${(height - ((value - low) / spread) * height).toFixed(1)}`,
    )
    .join('');
}

function trend(row: RunRow, context: CellContext): Drawing {
  const key = context.sparkKey(row);
  const values = context.spark(row);
  if (key === undefined || !values || values.length < 2) return text('');
  const last = values.at(-1) ?? 0;
  return drawn(`${row.id} ${key} ${values.length} ${last} ${values[0]}`, (into) => {
    const words = `${key}: from ${formatNumber(values[0])} to ${formatNumber(last)}`;
    const picture = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    picture.setAttribute('class', 'spark');
    picture.setAttribute('viewBox', `-1 -1 ${SPARK_WIDTH + 2} ${SPARK_HEIGHT + 2}`);
    picture.setAttribute('width', String(SPARK_WIDTH + 2));
    picture.setAttribute('height', String(SPARK_HEIGHT + 2));
    picture.setAttribute('role', 'img');
    picture.setAttribute('aria-label', words);
    const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    line.setAttribute('d', sparkPath(values, SPARK_WIDTH, SPARK_HEIGHT));
    picture.append(line);
    into.replaceChildren(picture);
    into.title = words;
  });
}

// ---------------------------------------------------------------------------------------------------------------------- cards

/** A card for a narrow screen: one cell that says the most important of a run. */
export function cardCells(context: CellContext): GridColumn[] {
  const parts = (row: RunRow): [string, Drawing][] => [
    ['pick-cell', pick(row, context)],
    ['card-name', name(row, context)],
    ['card-status', cell({ key: 'status' }, row, context)],
    ['card-result', isActive(row) && !isWaiting(row) ? progress(row, context) : result(row, context)],
    ['card-log', log(row, context)],
    ['card-meta', meta(row, context)],
  ];
  return [
    {
      key: 'name',
      className: 'run-card',
      drawing: (row) => {
        const drawings = parts(row);
        return drawn(drawings.map(([, one]) => one.mark).join('\t'), (into) => {
          into.replaceChildren(
            ...drawings.map(([className, one]) => {
              const part = element('div', className);
              one.draw(part);
              return part;
            }),
          );
        });
      },
    },
  ];
}

function meta(row: RunRow, context: CellContext): Drawing {
  const words = [
    kindWord(row.kind),
    dataWord(row) ?? '',
    formatDuration(durationMillis(row, context.now())),
    formatAgo(row.createdAt, context.now()),
  ];
  return text(words.filter((word) => word && word !== NOTHING).join(' · '));
}
