import { Modal } from '@mantine/core';
import type { DialogProps } from './dialog';

/** The frame of every dialog: focus stays inside, Esc closes, the page behind it does not scroll. */
export function DialogFrame({ opened, title, onClose, size = 'md', instant = false, children }: DialogProps) {
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
