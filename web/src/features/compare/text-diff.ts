export interface DiffLine {
  left: string | undefined;
  right: string | undefined;
  changed: boolean;
}

const MOST_LINES = 2000;

/** Two texts side by side, line by line; a line of one side alone stands beside an empty place. */
export function sideBySide(left: string, right: string): DiffLine[] {
  const a = left.split('\n').slice(0, MOST_LINES);
  const b = right.split('\n').slice(0, MOST_LINES);
  const width = b.length + 1;
  const common = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number) => common[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: DiffLine[] = [];
  let removed: string[] = [];
  let added: string[] = [];
  const flush = () => {
    for (let k = 0; k < Math.max(removed.length, added.length); k++) {
      lines.push({ left: removed[k], right: added[k], changed: true });
    }
    removed = [];
    added = [];
  };
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      flush();
      lines.push({ left: a[i], right: b[j], changed: false });
      i++;
      j++;
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) {
      removed.push(a[i] ?? '');
      i++;
    } else {
      added.push(b[j] ?? '');
      j++;
    }
  }
  flush();
  return lines;
}

/** JSON with its keys in order, so that only what differs differs. */
export function orderedJson(value: unknown): string {
  return JSON.stringify(
    value,
    (_, inner: unknown) =>
      inner !== null && typeof inner === 'object' && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => a.localeCompare(b)))
        : inner,
    2,
  );
}
