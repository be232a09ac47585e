import { quoted } from './filter-language';
import { type ColumnState, isMetric, isParam, sortFieldOf } from './run-columns';
import { columnValue } from './run-deltas';
import type { RunRow } from './run-list-api';

/** A condition that a cell offers, as it stands in a filter. */
export interface CellCondition {
  filterTo: string;
  /** Absent where only the other direction makes sense. */
  exclude?: string;
}

const not = (condition: string) => `NOT ${condition}`;
const both = (condition: string): CellCondition => ({ filterTo: condition, exclude: not(condition) });
/** Of a cell with nothing in it: the runs that lack it, too. */
const lacking = (field: string): CellCondition => ({ filterTo: not(`has:${field}`), exclude: `has:${field}` });
const day = (time: string) => time.slice(0, 10);

/** What «filter to» and «exclude» add for a cell. A number offers where it lies instead of the number itself. */
export function conditionsOf(row: RunRow, column: ColumnState): CellCondition[] {
  const { key } = column;
  if (isParam(key)) {
    const value = columnValue(row, key);
    return value === undefined ? [lacking(key)] : [both(`${key}:${quoted(String(value))}`)];
  }
  if (isMetric(key)) {
    const value = columnValue(row, key, column.aggregate);
    if (typeof value !== 'number') return [lacking(key)];
    return [{ filterTo: `${sortFieldOf(column)}>=${value}` }, { filterTo: `${sortFieldOf(column)}<=${value}` }];
  }
  switch (key) {
    case 'status':
      return [both(`status:${row.status}`)];
    case 'kind':
      return [both(`kind:${row.kind}`)];
    case 'outcome':
      return row.outcome ? [both(`outcome:${row.outcome}`)] : [lacking('outcome')];
    case 'name':
      return [both(`name:${quoted(row.name)}`)];
    case 'dataset':
      return row.datasetName ? [both(`dataset:${quoted(row.datasetName)}`)] : [lacking('dataset')];
    case 'owner':
      return [both(`owner:${quoted(row.createdBy.name)}`)];
    case 'tags':
      return row.tags.length > 0 ? row.tags.map((tag) => both(`tag:${quoted(tag)}`)) : [lacking('tag')];
    case 'algorithm':
      return row.spec.algorithm ? [both(`algorithm:${quoted(row.spec.algorithm)}`)] : [];
    case 'created':
      return [both(`created:${day(row.createdAt)}`)];
    case 'started':
      return row.startedAt ? [both(`started:${day(row.startedAt)}`)] : [];
    case 'ended':
      return row.endedAt ? [both(`ended:${day(row.endedAt)}`)] : [];
    case 'log':
    case 'errors':
      return [{ filterTo: 'errors>0', exclude: 'errors:0' }];
    case 'warnings':
      return [{ filterTo: 'warnings>0', exclude: 'warnings:0' }];
    case 'attempt':
      return [both(`attempt:${row.attempt}`)];
    case 'priority':
      return [both(`priority:${row.priority ?? 0}`)];
    case 'id':
      return [both(`id:${row.id}`)];
    case 'objective':
    case 'gap': {
      const field = sortFieldOf(column) ?? key;
      const value = columnValue(row, field);
      if (typeof value !== 'number') return [lacking(field)];
      return [{ filterTo: `${field}>=${value}` }, { filterTo: `${field}<=${value}` }];
    }
    case 'duration': {
      if (!row.startedAt || !row.endedAt) return [];
      const seconds = Math.round((Date.parse(row.endedAt) - Date.parse(row.startedAt)) / 1000);
      return [{ filterTo: `duration>=${seconds}s` }, { filterTo: `duration<=${seconds}s` }];
    }
    default:
      return [];
  }
}
