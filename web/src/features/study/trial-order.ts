import type { TrialState } from '@/shared/api/types';
import { columnOf } from './brush';
import { FAILED, type TrialStore } from './trial-store';

/** Which trials the table shows. */
interface TrialFilter {
  /** Empty: every state. */
  states: readonly TrialState[];
  /** The group of failures, by its words. */
  failure: string | undefined;
  /** What is picked out: 1 for each trial that is inside. */
  mask: Uint8Array | undefined;
}

interface TrialSort {
  /** `number`, `state`, `duration`, `step`, `attempt`, or the field of a parameter or an objective. */
  field: string;
  descending: boolean;
}

/** `-metric.auc` is `{ field: 'metric.auc', descending: true }`. */
export function parseTrialSort(sort: string | undefined): TrialSort {
  const text = sort ?? 'number';
  return text.startsWith('-') ? { field: text.slice(1), descending: true } : { field: text, descending: false };
}

/** The next order when a header is pressed: upwards, downwards, then by number again. */
export function nextTrialSort(sort: string | undefined, field: string): string | undefined {
  const now = parseTrialSort(sort);
  if (now.field !== field) return field === 'number' ? undefined : field;
  if (!now.descending) return `-${field}`;
  return undefined;
}

/** The numbers of the trials that are shown, in order. What has no value comes last in both directions; equal ones by their number. */
export function orderedTrials(store: TrialStore, filter: TrialFilter, sort: TrialSort, now: number): Int32Array {
  const wanted = new Set(filter.states);
  const shown: number[] = [];
  for (let number = 0; number < store.length; number++) {
    const state = store.stateOf(number);
    if (state === undefined || (wanted.size > 0 && !wanted.has(state))) continue;
    if (filter.mask && filter.mask[number] !== 1) continue;
    const { failure } = filter;
    if (failure !== undefined && (state !== 'failed' || failureWords(store.failureOf(number)) !== failure)) continue;
    shown.push(number);
  }
  const keyOf = keyFor(store, sort.field, now);
  if (keyOf) {
    const keys = new Float64Array(store.length);
    for (const number of shown) keys[number] = keyOf(number);
    const side = sort.descending ? -1 : 1;
    shown.sort((a, b) => {
      const [own, other] = [keys[a] ?? Number.NaN, keys[b] ?? Number.NaN];
      const missing = Number(Number.isNaN(own)) - Number(Number.isNaN(other));
      if (missing !== 0) return missing;
      return (Number.isNaN(own) ? 0 : side * (own - other)) || a - b;
    });
  } else if (sort.descending) shown.reverse();
  return Int32Array.from(shown);
}

/**
 * The order with the trials that were deleted where they stood: nothing moves under the pointer until a person takes them out.
 *
 * @param shown the order as it was shown before
 */
export function withDeleted(
  order: Int32Array,
  shown: Int32Array,
  deleted: ReadonlySet<number>,
  takenOut: ReadonlySet<number>,
): Int32Array {
  const stays = (number: number) => deleted.has(number) && !takenOut.has(number);
  if (!shown.some(stays)) return order;
  const rows: number[] = [];
  let next = 0;
  for (const [at, number] of shown.entries()) {
    if (!stays(number)) continue;
    while (rows.length < at && next < order.length) rows.push(order[next++] ?? 0);
    rows.push(number);
  }
  return Int32Array.from([...rows, ...order.subarray(next)]);
}

function keyFor(store: TrialStore, field: string, now: number): ((number: number) => number) | undefined {
  switch (field) {
    case 'number':
      return undefined;
    case 'state':
      return (number) => store.state[number] ?? Number.NaN;
    case 'duration':
      return (number) => store.durationOf(number, now);
    case 'step':
      return (number) => ((store.lastStep[number] ?? -1) < 0 ? Number.NaN : (store.lastStep[number] ?? 0));
    case 'attempt':
      return (number) => store.attempt[number] ?? Number.NaN;
    default: {
      const column = columnOf(store, field);
      return column && ((number) => column[number] ?? Number.NaN);
    }
  }
}

interface FailureGroup {
  words: string;
  numbers: number[];
}

const LONGEST = 300;

/** A message without what differs from trial to trial: numbers and ids. */
export function failureWords(message: string | undefined): string {
  if (message === undefined) return 'No message';
  const [first = ''] = message.split('\n');
  return first
    .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, '…')
    .replaceAll(/[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?/gi, 'N')
    .slice(0, LONGEST);
}

/** Trials that failed in the same way, the largest group first. */
export function failureGroups(store: TrialStore): FailureGroup[] {
  const groups = new Map<string, number[]>();
  for (let number = 0; number < store.length; number++) {
    if (store.state[number] !== FAILED) continue;
    const words = failureWords(store.failureOf(number));
    const known = groups.get(words);
    if (known) known.push(number);
    else groups.set(words, [number]);
  }
  return [...groups]
    .map(([words, numbers]) => ({ words, numbers }))
    .sort((a, b) => b.numbers.length - a.numbers.length);
}
