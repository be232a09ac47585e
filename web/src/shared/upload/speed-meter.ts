/** Bytes a second over a sliding window, so that the remaining time follows what the line does now. */
export class SpeedMeter {
  private readonly marks: { time: number; bytes: number }[] = [];
  private static readonly WINDOW_MS = 4000;

  constructor(startedAt: number, bytes = 0) {
    this.marks.push({ time: startedAt, bytes });
  }

  at(time: number, bytes: number): number {
    this.marks.push({ time, bytes });
    while (this.marks.length > 2 && time - (this.marks[1]?.time ?? time) > SpeedMeter.WINDOW_MS) this.marks.shift();
    const first = this.marks[0];
    if (!first || time <= first.time) return 0;
    return ((bytes - first.bytes) * 1000) / (time - first.time);
  }
}
