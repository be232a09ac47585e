import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { Button } from './button';

export function Dialog({
  opened,
  title,
  onClose,
  size = 'md',
  instant = false,
  children,
}: {
  opened: boolean;
  title: string;
  onClose: () => void;
  size?: 'md' | 'lg' | 'xl';
  /** It is there at once, so that what is typed next goes into it. */
  instant?: boolean;
  children: ReactNode;
}) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      centered
      size={size}
      transitionProps={{ duration: instant ? 0 : 120, transition: 'fade' }}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {children}
    </Modal>
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
