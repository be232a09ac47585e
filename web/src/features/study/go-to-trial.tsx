import { type FormEvent, type ReactNode, useState } from 'react';
import { Button } from '@/shared/ui/button';

/** A number, and the trial is in sight. */
export function GoToTrial({
  last,
  onJump,
  onShowAll,
}: {
  last: number;
  /** False when the trial is not among those that are shown. */
  onJump: (number: number) => boolean;
  /** Absent where every trial is shown. */
  onShowAll?: () => void;
}): ReactNode {
  const [text, setText] = useState('');
  const [fault, setFault] = useState<'absent' | 'hidden'>();
  const jump = (event: FormEvent) => {
    event.preventDefault();
    const number = text.trim() === '' ? Number.NaN : Number(text);
    const isThere = Number.isInteger(number) && number >= 0 && number <= last;
    setFault(isThere ? (onJump(number) ? undefined : 'hidden') : 'absent');
  };
  return (
    <form className="row" onSubmit={jump}>
      <input
        className="input study-jump"
        inputMode="numeric"
        aria-label="Go to trial number"
        placeholder="Go to trial…"
        aria-invalid={fault === 'absent' || undefined}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setFault(undefined);
        }}
      />
      <Button type="submit">Go</Button>
      {fault === 'absent' && (
        <span className="tone-error small" role="alert">
          There are trials 0 to {last}.
        </span>
      )}
      {fault === 'hidden' && (
        <span className="small" role="status">
          It is not among those that are shown.{' '}
          {onShowAll && (
            <button
              type="button"
              className="link-button"
              onClick={() => {
                setFault(undefined);
                onShowAll();
              }}
            >
              Show all
            </button>
          )}
        </span>
      )}
    </form>
  );
}
