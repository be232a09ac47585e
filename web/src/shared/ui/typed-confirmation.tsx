import { type ReactNode, useState } from 'react';
import { Button } from './button';
import { ProblemView } from './feedback';
import { TextField } from './field';

/** The last step before something that nothing brings back: what it is about has to be typed. Stands in a dialog. */
export function TypedConfirmation({
  label,
  help,
  wanted,
  isNumber = false,
  confirm,
  keep = 'Keep it',
  isReady = true,
  busy,
  error,
  kept,
  onConfirm,
  onClose,
  children,
}: {
  /** Says what has to be typed. */
  label: ReactNode;
  help?: string;
  /** What has to be typed, or whether it was. */
  wanted: string | ((typed: string) => boolean);
  isNumber?: boolean;
  /** What the button says that does it, and the one that does not. */
  confirm: string;
  keep?: string;
  /** False while something else is missing. */
  isReady?: boolean;
  busy: boolean;
  error: unknown;
  /** What there is still when it could not be done. */
  kept?: string;
  onConfirm: () => void;
  onClose: () => void;
  /** What will happen. */
  children: ReactNode;
}): ReactNode {
  const [typed, setTyped] = useState('');
  const isTyped = typeof wanted === 'string' ? plain(typed) === plain(wanted) : wanted(typed);
  const mayGo = isReady && isTyped;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (mayGo) onConfirm();
      }}
    >
      {children}
      <TextField
        label={label}
        help={help}
        data-autofocus
        inputMode={isNumber ? 'numeric' : undefined}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      {error !== null && error !== undefined && <ProblemView error={error} kept={kept} />}
      <div className="dialog-actions">
        <Button onClick={onClose}>{keep}</Button>
        <Button kind="danger" type="submit" busy={busy} disabled={!mayGo}>
          {confirm}
        </Button>
      </div>
    </form>
  );
}

/** The page shows several spaces as one: nobody can see how many to type. */
const plain = (text: string): string => text.trim().replace(/\s+/g, ' ');
