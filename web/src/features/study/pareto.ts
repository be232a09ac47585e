/** Points are arrays of losses: smaller is better in every dimension. */

const dominates = (a: readonly number[], b: readonly number[]): boolean => {
  let isBetter = false;
  for (let at = 0; at < a.length; at++) {
    const [own, other] = [a[at] ?? 0, b[at] ?? 0];
    if (own > other) return false;
    if (own < other) isBetter = true;
  }
  return isBetter;
};

const isAtLeastAsGood = (a: readonly number[], b: readonly number[]): boolean => {
  for (let at = 0; at < a.length; at++) if ((a[at] ?? 0) > (b[at] ?? 0)) return false;
  return true;
};

/** The places of the points that no other one dominates, in their order. Of equal points all are there. */
export function paretoFront(points: readonly (readonly number[])[]): number[] {
  // Whoever dominates a point comes before it in the order of the first loss, and then of the others.
  const order = points.map((_, at) => at).sort((a, b) => compared(points[a] ?? [], points[b] ?? []));
  const front: number[] = [];
  let least = Number.POSITIVE_INFINITY;
  let leastFirst = Number.POSITIVE_INFINITY;
  for (const at of order) {
    const point = points[at] ?? [];
    if (point.length === 2) {
      // Two dimensions: what came before is at most as large in the first, so the second alone decides.
      const [first, second] = [point[0] ?? 0, point[1] ?? 0];
      if (second > least || (second === least && first > leastFirst)) continue;
      least = second;
      leastFirst = first;
    } else if (front.some((other) => dominates(points[other] ?? [], point))) continue;
    front.push(at);
  }
  return front.sort((a, b) => a - b);
}

function compared(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < a.length; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * The part of the space below a reference point that a set of points dominates: its hypervolume (Zitzler and Thiele, 1999), by the method of
 * While, Bradstreet and Barone (WFG, 2012). Points that are not below the reference in every dimension add nothing.
 */
export function hypervolume(points: readonly (readonly number[])[], reference: readonly number[]): number {
  const inside = points.filter((point) => point.every((loss, at) => loss < (reference[at] ?? 0)));
  const front = paretoFront(inside).map((at) => inside[at] ?? []);
  if (reference.length === 2) return areaOf(front, reference);
  // The worst of the first dimension first: what limits them is then small.
  return volumeOf(
    [...front].sort((a, b) => (b[0] ?? 0) - (a[0] ?? 0)),
    reference,
  );
}

function areaOf(front: readonly (readonly number[])[], reference: readonly number[]): number {
  let area = 0;
  let ceiling = reference[1] ?? 0;
  for (const point of [...front].sort(compared)) {
    const second = point[1] ?? 0;
    if (second >= ceiling) continue;
    area += ((reference[0] ?? 0) - (point[0] ?? 0)) * (ceiling - second);
    ceiling = second;
  }
  return area;
}

function volumeOf(front: readonly (readonly number[])[], reference: readonly number[]): number {
  return front.reduce((sum, point, at) => sum + exclusiveVolume(point, front.slice(at + 1), reference), 0);
}

/** What a point dominates that none of the others does. */
function exclusiveVolume(
  point: readonly number[],
  others: readonly (readonly number[])[],
  reference: readonly number[],
): number {
  const own = point.reduce((product, loss, at) => product * ((reference[at] ?? 0) - loss), 1);
  if (others.length === 0) return own;
  const limited = others.map((other) => other.map((loss, at) => Math.max(loss, point[at] ?? 0)));
  return own - hypervolume(limited, reference);
}

/** A front of more points in more than three dimensions would take too long. */
const MOST_IN_MANY_DIMENSIONS = 120;
const MOST_IN_THREE_DIMENSIONS = 600;

/**
 * The hypervolume after each point, in order. Only what a new point adds is computed. Undefined when the front has become larger than can be
 * measured while somebody waits.
 */
export function hypervolumeHistory(
  points: readonly (readonly number[])[],
  reference: readonly number[],
): Float64Array | undefined {
  const history = new Float64Array(points.length);
  const most =
    reference.length <= 2
      ? Number.POSITIVE_INFINITY
      : reference.length === 3
        ? MOST_IN_THREE_DIMENSIONS
        : MOST_IN_MANY_DIMENSIONS;
  let front: (readonly number[])[] = [];
  let volume = 0;
  for (let at = 0; at < points.length; at++) {
    const point = points[at] ?? [];
    const isInside = point.length === reference.length && point.every((loss, axis) => loss < (reference[axis] ?? 0));
    if (isInside && !front.some((other) => isAtLeastAsGood(other, point))) {
      volume += exclusiveVolume(point, front, reference);
      front = [...front.filter((other) => !isAtLeastAsGood(point, other)), point];
      if (front.length > most) return undefined;
    }
    history[at] = volume;
  }
  return history;
}
