/**
 * The W3C trace context of a click: the request that it sends, and everything that this leads to in the system, belong to its trace. Its
 * id is known before any answer, so it can be shown when none comes.
 */
export function newTraceparent(): string {
  return `00-${hex(16)}-${hex(8)}-01`;
}

/** The id of the trace; '' when there is none. */
export function traceIdOf(traceparent: string | null): string {
  return /^00-([0-9a-f]{32})-/.exec(traceparent ?? '')?.[1] ?? '';
}

function hex(bytes: number): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
