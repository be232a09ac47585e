import { Modal } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { DialogProps } from './dialog';

/** The frame of every dialog: focus stays inside, Esc closes, the page behind it does not scroll. */
export function DialogFrame({ opened, title, onClose, size = 'md', instant = false, children }: DialogProps) {
  // It opens after it was there closed: only then does it know what had the focus, and gives it back.
  const [ready, setReady] = useState(false);
  useEffect(() => setReady(true), []);
  return (
    <Modal
      opened={opened && ready}
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
