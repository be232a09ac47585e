import { useEffect, useState, useSyncExternalStore } from 'react';
import { toProblem } from '../api/problem';
import { IconButton } from './button';
import { CopyButton } from './copy-button';
import { Icon } from './icon';

interface Toast {
  id: number;
  tone: 'success' | 'error';
  text: string;
  details?: string;
  undo?: () => void;
}

const MOST = 3;
const SHOWN_MS = 6000;
const UNDO_MS = 10_000;
let toasts: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function put(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

export function toastSuccess(text: string): void {
  put([...toasts, { id: nextId++, tone: 'success' as const, text }].slice(-MOST));
}

/** For ten seconds, what was done can be taken back. */
export function toastUndo(text: string, undo: () => void): void {
  put([...toasts, { id: nextId++, tone: 'success' as const, text, undo }].slice(-MOST));
}

/** Stays until it is closed: a failure must not pass unseen. */
export function toastProblem(what: string, error: unknown): void {
  const problem = toProblem(error);
  const details = `${what}: ${problem.detail} (${problem.code}${problem.traceId ? `, trace ${problem.traceId}` : ''})`;
  put([...toasts, { id: nextId++, tone: 'error' as const, text: `${what}. ${problem.detail}`, details }].slice(-MOST));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <section className="toasts" aria-label="Messages" aria-live="polite">
      {shown.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

/** `still`: it does not go away, to be looked at. */
export function ToastCard({ toast, still = false }: { toast: Toast; still?: boolean }) {
  const [held, setHeld] = useState(still);
  useEffect(() => {
    if (held || toast.tone === 'error') return;
    const timer = setTimeout(
      () => put(toasts.filter((other) => other.id !== toast.id)),
      toast.undo ? UNDO_MS : SHOWN_MS,
    );
    return () => clearTimeout(timer);
  }, [held, toast]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the pointer only holds the message; its buttons do the work
    <div
      className={`toast toast-${toast.tone}`}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon name={toast.tone === 'error' ? 'error' : 'check'} />
      <span>{toast.text}</span>
      {toast.undo && (
        <button
          type="button"
          className="link-button"
          onClick={() => {
            toast.undo?.();
            put(toasts.filter((other) => other.id !== toast.id));
          }}
        >
          Undo
        </button>
      )}
      {toast.details && <CopyButton text={toast.details} label="Copy details" />}
      <IconButton
        icon="close"
        label="Dismiss message"
        onClick={() => put(toasts.filter((other) => other.id !== toast.id))}
      />
    </div>
  );
}
