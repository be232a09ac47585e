/** The time under the pointer of a chart, for what stands beside it: the log. Outside React, because it changes with every frame. */
export class TimeCursor {
  private readonly listeners = new Set<(time: number | undefined) => void>();
  /** Epoch seconds. It stays when the pointer leaves the chart: the way to the button must not lose it. */
  time: number | undefined;

  watch(listener: (time: number | undefined) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  readonly move = (time: number | undefined): void => {
    if (time === undefined || time === this.time) return;
    this.time = time;
    for (const listener of this.listeners) listener(time);
  };
}
