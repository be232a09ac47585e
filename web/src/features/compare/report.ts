import { formatNumber } from '@/shared/format/format';
import { type ComparedRun, metricRows, type ParamValue, paramRows, type RunComparison } from './comparison';

const NOT_LOGGED = 'not logged';
const NOT_SET = 'not set';

const paramText = (value: ParamValue | undefined) => (value === undefined || value === null ? NOT_SET : String(value));
const nameOf = (run: ComparedRun) => (run.baseline ? `${run.name} (baseline)` : run.name);

function tableOf(comparison: RunComparison, runs: readonly ComparedRun[], text: (value: number) => string): string[][] {
  const head = ['', ...runs.map(nameOf)];
  const facts = [
    ['status', ...runs.map((run) => run.run.status)],
    ['id', ...runs.map((run) => run.id)],
  ];
  const params = paramRows(comparison, runs)
    .filter((row) => row.differs)
    .map((row) => [`param.${row.path}`, ...row.values.map(paramText)]);
  const metrics = metricRows(comparison, runs).map((row) => [
    `metric.${row.key}`,
    ...row.cells.map((cell) => (cell.value === undefined ? NOT_LOGGED : text(cell.value))),
  ]);
  return [head, ...facts, ...params, ...metrics];
}

/** One cell of CSV. A text that a spreadsheet would take for a formula gets an apostrophe in front. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^[-+]?[0-9.]+(e[-+]?[0-9]+)?$/i.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Every shown run as a column; values as they are. */
export function csvReport(comparison: RunComparison, runs: readonly ComparedRun[]): string {
  return `${tableOf(comparison, runs, String)
    .map((row) => row.map(cell).join(','))
    .join('\r\n')}\r\n`;
}

const escaped = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll('\n', ' ');

/** The same as a page to paste; values rounded. */
export function markdownReport(
  comparison: RunComparison,
  runs: readonly ComparedRun[],
  { title, link, time }: { title: string; link: string; time: string },
): string {
  const [head = [], ...rows] = tableOf(comparison, runs, formatNumber);
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`;
  return [
    `# ${title}`,
    '',
    `${runs.length} runs, compared on ${time}. [Open the comparison](${link})`,
    '',
    line(head),
    line(head.map(() => '---')),
    ...rows.map(line),
    '',
  ].join('\n');
}
