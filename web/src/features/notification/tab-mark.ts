import { useEffect } from 'react';
import type { RunStatus } from '@/shared/api/types';

/** The icon of the tab while a run in this status is watched; undefined for the usual one. */
function tabIcon(status: RunStatus): string | undefined {
  switch (status) {
    case 'starting':
    case 'running':
      return '/favicon-running.svg';
    case 'succeeded':
      return '/favicon-succeeded.svg';
    case 'failed':
      return '/favicon-failed.svg';
    case 'lost_contact':
    case 'retrying':
    case 'timed_out':
      return '/favicon-attention.svg';
    case 'created':
    case 'queued':
    case 'cancelling':
    case 'cancelled':
      return undefined;
  }
}

/** Shows the state of the watched run in the icon of its tab, as the title does in words. */
export function useTabMark(status: RunStatus): void {
  useEffect(() => {
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    const usual = icon?.getAttribute('href');
    const marked = tabIcon(status);
    if (!icon || !usual || !marked) return;
    icon.setAttribute('href', marked);
    return () => icon.setAttribute('href', usual);
  }, [status]);
}
