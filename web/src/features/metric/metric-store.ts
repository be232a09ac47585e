import type { MetricSeries, MetricValue } from '@/shared/api/types';
import { numberOf, SeriesBuffer } from './series-buffer';

interface MetricBatchItem {
  attempt: number;
  key: string;
  role: string;
  step: number[];
  time: number[];
  value: MetricValue[];
}

/**
 * All series of one run, outside React. Two kinds of listeners: one hears when a series appears or everything is replaced
 * (React draws anew), the other when points were added (a chart asks the frame scheduler for a turn).
 */
export class MetricStore {
  private series = new Map<string, SeriesBuffer>();
  private early: MetricBatchItem[] = [];
  private loaded = false;
  private version = 0;
  private readonly shapeListeners = new Set<() => void>();
  private readonly pointListeners = new Set<() => void>();

  /** Grows when the set of series changes. */
  get shape(): number {
    return this.version;
  }

  onShape = (listener: () => void): (() => void) => {
    this.shapeListeners.add(listener);
    return () => this.shapeListeners.delete(listener);
  };

  onPoints(listener: () => void): () => void {
    this.pointListeners.add(listener);
    return () => this.pointListeners.delete(listener);
  }

  keys(): string[] {
    return [...this.series.keys()].sort();
  }

  get(key: string): SeriesBuffer | undefined {
    return this.series.get(key);
  }

  /** From now on live points wait until `load` brings what came before them. */
  expectLoad(): void {
    this.loaded = false;
  }

  load(items: readonly MetricSeries[]): void {
    this.series = new Map();
    for (const item of items) {
      const buffer = new SeriesBuffer(item.key, item.attempt, item.role);
      for (let at = 0; at < item.step.length; at++) {
        buffer.appendBucket(
          item.step[at] ?? 0,
          item.time[at] ?? 0,
          numberOf(item.min[at] ?? 'NaN'),
          numberOf(item.max[at] ?? 'NaN'),
          numberOf(item.last[at] ?? 'NaN'),
        );
      }
      buffer.setPoints(item.points);
      this.series.set(item.key, buffer);
    }
    this.loaded = true;
    const early = this.early;
    this.early = [];
    for (const item of early) this.take(item);
    this.tellShape();
  }

  append(items: readonly unknown[]): void {
    let shapeChanged = false;
    for (const item of items) {
      if (!isBatchItem(item)) continue;
      if (this.loaded) shapeChanged = this.take(item) || shapeChanged;
      else this.early.push(item);
    }
    if (!this.loaded) return;
    if (shapeChanged) this.tellShape();
    else for (const listener of this.pointListeners) listener();
  }

  /** Answers whether a series appeared. A newer attempt takes the place of an older one; older ones are history. */
  private take(item: MetricBatchItem): boolean {
    let buffer = this.series.get(item.key);
    if (buffer && item.attempt < buffer.attempt) return false;
    const isNew = !buffer || item.attempt > buffer.attempt;
    if (!buffer || isNew) {
      buffer = new SeriesBuffer(item.key, item.attempt, item.role);
      this.series.set(item.key, buffer);
    }
    for (let at = 0; at < item.step.length; at++) {
      buffer.append(item.step[at] ?? 0, item.time[at] ?? 0, numberOf(item.value[at] ?? 'NaN'));
    }
    return isNew;
  }

  private tellShape(): void {
    this.version++;
    for (const listener of this.shapeListeners) listener();
    for (const listener of this.pointListeners) listener();
  }
}

function isBatchItem(item: unknown): item is MetricBatchItem {
  if (typeof item !== 'object' || item === null) return false;
  const { attempt, key, step, time, value } = item as Record<string, unknown>;
  return (
    typeof attempt === 'number' &&
    typeof key === 'string' &&
    Array.isArray(step) &&
    Array.isArray(time) &&
    Array.isArray(value)
  );
}
