/** Tells that live values, which are kept outside React, have changed: to whoever shows numbers of them. */
export class Feed {
  private readonly listeners = new Set<() => void>();
  private version = 0;

  watch = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  current = (): number => this.version;

  tell(): void {
    this.version++;
    for (const listener of this.listeners) listener();
  }
}
