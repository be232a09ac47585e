export interface WebhooksSearch {
  /** The webhook whose deliveries are shown. */
  log?: string;
}

export function webhooksSearch(search: Record<string, unknown>): WebhooksSearch {
  return { log: typeof search.log === 'string' && search.log !== '' ? search.log : undefined };
}
