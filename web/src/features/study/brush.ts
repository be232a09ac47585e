import { objectiveField, parameterField } from './axis';
import { lossOf } from './study-space';
import { COMPLETED, type TrialStore } from './trial-store';

/** A range of an axis, both ends included; of choices, of their places. */
export interface Brush {
  from: number;
  to: number;
}

export type Brushes = ReadonlyMap<string, Brush>;

/** `param.learning_rate:0.001:0.01`, as the address has it. What cannot be read is left out. */
export function parseBrushes(texts: readonly string[] | undefined): Map<string, Brush> {
  const brushes = new Map<string, Brush>();
  for (const text of texts ?? []) {
    const match = /^(.+):([^:]+):([^:]+)$/.exec(text);
    const [from, to] = [Number(match?.[2]), Number(match?.[3])];
    if (match?.[1] && Number.isFinite(from) && Number.isFinite(to) && from <= to) brushes.set(match[1], { from, to });
  }
  return brushes;
}

/** Six digits are enough to come back to the same trials, as long as the ends move outwards. */
export function brushTexts(brushes: Brushes): string[] | undefined {
  const texts = [...brushes].map(([field, { from, to }]) => `${field}:${outwards(from, -1)}:${outwards(to, 1)}`);
  return texts.length > 0 ? texts : undefined;
}

/** A number of six digits that is not inside of the range: a trial on its edge stays in. */
function outwards(value: number, side: 1 | -1): number {
  const short = Number(value.toPrecision(6));
  if ((short - value) * side >= 0) return short;
  const digit = 10 ** (Math.floor(Math.log10(Math.abs(value))) - 5);
  return Number((short + side * digit).toPrecision(6));
}

export function columnOf(store: TrialStore, field: string): Float64Array | undefined {
  const parameter = store.space.findIndex(({ name }) => parameterField(name) === field);
  if (parameter >= 0) return store.parameters[parameter];
  const objective = store.objectives.findIndex(({ metric }) => objectiveField(metric) === field);
  return objective >= 0 ? store.values[objective] : undefined;
}

/** The loss at which the best so many percent end; undefined for no completed trial. */
export function topLoss(store: TrialStore, objective: number, percent: number): number | undefined {
  const definition = store.objectives[objective];
  const column = store.values[objective];
  if (!definition || !column) return undefined;
  const losses: number[] = [];
  for (let number = 0; number < store.length; number++) {
    if (store.isCounted(number)) losses.push(lossOf(column[number] ?? Number.NaN, definition));
  }
  if (losses.length === 0) return undefined;
  losses.sort((a, b) => a - b);
  return losses[Math.max(0, Math.ceil((percent / 100) * losses.length) - 1)];
}

/**
 * Writes 1 for each trial that is inside of every brush and among the best `top.percent`, 0 for the others; tells how many are inside. A trial
 * without a value on a brushed axis is outside.
 */
export function markInside(
  store: TrialStore,
  brushes: Brushes,
  top: { objective: number; percent: number } | undefined,
  mask: Uint8Array,
): number {
  const { length } = store;
  for (let number = 0; number < length; number++) mask[number] = store.stateOf(number) === undefined ? 0 : 1;
  for (const [field, { from, to }] of brushes) {
    const column = columnOf(store, field);
    if (!column) continue;
    for (let number = 0; number < length; number++) {
      const value = column[number] ?? Number.NaN;
      if (!(value >= from && value <= to)) mask[number] = 0;
    }
  }
  if (top) keepTop(store, top, mask);
  let count = 0;
  for (let number = 0; number < length; number++) count += mask[number] ?? 0;
  return count;
}

function keepTop(store: TrialStore, top: { objective: number; percent: number }, mask: Uint8Array): void {
  const most = topLoss(store, top.objective, top.percent) ?? Number.NEGATIVE_INFINITY;
  const definition = store.objectives[top.objective];
  const column = store.values[top.objective];
  if (!definition || !column) return;
  for (let number = 0; number < store.length; number++) {
    const isBest =
      store.state[number] === COMPLETED &&
      store.isFeasible(number) &&
      lossOf(column[number] ?? Number.NaN, definition) <= most;
    if (!isBest) mask[number] = 0;
  }
}

/** What is picked out of a study's trials, for all of its plots and tables at once. Outside React: it follows the pointer. */
export class Selection {
  private readonly store: TrialStore;
  private readonly listeners = new Set<() => void>();
  private shownBrushes: Brushes = new Map();
  private shownTop: { objective: number; percent: number } | undefined;
  private marks: Uint8Array = new Uint8Array(0);
  private inside = 0;
  private version = 0;

  constructor(store: TrialStore) {
    this.store = store;
  }

  get brushes(): Brushes {
    return this.shownBrushes;
  }

  /** Whether anything is picked out at all. */
  get isActive(): boolean {
    return this.shownBrushes.size > 0 || this.shownTop !== undefined;
  }

  /** How many trials are inside; all that are known while nothing is picked out. */
  get count(): number {
    return this.inside;
  }

  /** 1 for each trial that is inside, by its number. */
  get mask(): Uint8Array {
    return this.marks;
  }

  set(brushes: Brushes, top: { objective: number; percent: number } | undefined): void {
    this.shownBrushes = brushes;
    this.shownTop = top;
    this.refresh();
  }

  /** Another range on one axis, or none; the others stay. */
  brush(field: string, brush: Brush | undefined): void {
    const next = new Map(this.shownBrushes);
    if (brush) next.set(field, brush);
    else next.delete(field);
    this.set(next, this.shownTop);
  }

  /** The trials have changed. */
  refresh(): void {
    if (this.marks.length < this.store.length) this.marks = new Uint8Array(2 * this.store.length);
    this.inside = markInside(this.store, this.shownBrushes, this.shownTop, this.marks);
    this.version++;
    for (const listener of this.listeners) listener();
  }

  watch = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  current = (): number => this.version;
}
