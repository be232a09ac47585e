/** Lines in the address of a page: `#L48117-L48130`, with the attempt when it is not the newest: `#A1L12`. */

export interface LineRange {
  attempt: number | undefined;
  from: number;
  to: number;
}

const pattern = /^#?(?:A(\d{1,6}))?L(\d{1,15})(?:-L?(\d{1,15}))?$/;

export function parseLines(hash: string): LineRange | undefined {
  const match = pattern.exec(hash);
  if (!match) return undefined;
  const one = Number(match[2]);
  const other = Number(match[3] ?? match[2]);
  if (one < 1 || other < 1) return undefined;
  return {
    attempt: match[1] === undefined ? undefined : Number(match[1]),
    from: Math.min(one, other),
    to: Math.max(one, other),
  };
}

/** Without the `#`. */
export function formatLines({ attempt, from, to }: LineRange): string {
  const prefix = attempt === undefined ? '' : `A${attempt}`;
  return from === to ? `${prefix}L${from}` : `${prefix}L${from}-L${to}`;
}
