import type { Notification as Told } from '@/shared/api/types';
import { placeOf } from './notification-place';

const WANTED = 'signalbox.desktop-notifications';
const listeners = new Set<() => void>();

type DesktopState = 'unsupported' | 'off' | 'on' | 'denied';

const supported = () => typeof window !== 'undefined' && 'Notification' in window && window.isSecureContext;

/** Whether the browser shows notifications of this page, as far as is known without asking. */
export function desktopState(): DesktopState {
  if (!supported()) return 'unsupported';
  if (Notification.permission === 'denied') return 'denied';
  return Notification.permission === 'granted' && localStorage.getItem(WANTED) === 'yes' ? 'on' : 'off';
}

export function onDesktopChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function changed(): void {
  for (const listener of listeners) listener();
}

/** Asks the browser for its permission. Only ever called by a click on «Notify me». */
export async function turnDesktopOn(): Promise<void> {
  if (!supported()) return;
  if ((await Notification.requestPermission()) === 'granted') localStorage.setItem(WANTED, 'yes');
  changed();
}

export function turnDesktopOff(): void {
  localStorage.removeItem(WANTED);
  changed();
}

/** Shows a notification outside of the page while nobody looks at it. One per id, also when several tabs are open. */
export function showOnDesktop(told: Told): void {
  if (desktopState() !== 'on' || !document.hidden) return;
  const shown = new Notification(told.title, { body: told.text, tag: told.id });
  shown.onclick = () => {
    window.focus();
    location.assign(placeOf(told));
    shown.close();
  };
}
