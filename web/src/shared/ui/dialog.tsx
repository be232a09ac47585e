import { lazy, type ReactNode, Suspense, useState } from 'react';
import { Button } from './button';

export interface DialogProps {
  opened: boolean;
  title: string;
  onClose: () => void;
  size?: 'md' | 'lg' | 'xl';
  /** It is there at once, so that what is typed next goes into it. */
  instant?: boolean;
  children: ReactNode;
}

/** Loads the frame of dialogs, for whom wants it there before one opens. */
export const loadDialogFrame = () => import('./dialog-frame').then((module) => ({ default: module.DialogFrame }));
const DialogFrame = lazy(loadDialogFrame);

/** Its frame is loaded with the first dialog that opens: no screen needs it before. */
export function Dialog(props: DialogProps) {
  const [wanted, setWanted] = useState(props.opened);
  if (props.opened && !wanted) setWanted(true);
  if (!wanted) return null;
  return (
    <Suspense>
      <DialogFrame {...props} />
    </Suspense>
  );
}

/** Asks before something that cannot be undone. */
export function ConfirmDialog({
  opened,
  title,
  confirm,
  busy,
  error,
  onConfirm,
  onClose,
  children,
}: {
  opened: boolean;
  title: string;
  confirm: string;
  busy: boolean;
  error?: ReactNode;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  return (
    <Dialog opened={opened} title={title} onClose={onClose}>
      <div className="stack">
        {children}
        {error}
        <div className="dialog-actions">
          <Button onClick={onClose}>Keep it</Button>
          <Button kind="danger" busy={busy} onClick={onConfirm}>
            {confirm}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
