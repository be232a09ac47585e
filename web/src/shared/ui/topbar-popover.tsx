import { Popover } from '@mantine/core';
import { type ReactNode, Suspense, useState } from 'react';
import './topbar-popover.css';

/** A button of the top bar with a panel below it; what is in the panel is read when it opens. */
export function TopbarPopover({
  label,
  words,
  width,
  className,
  button,
  children,
}: {
  label: string;
  /** The name of the button, with what it counts. */
  words: string;
  width: number;
  className: string;
  /** What is on the button. */
  button: ReactNode;
  children: (leave: () => void) => ReactNode;
}): ReactNode {
  const [opened, setOpened] = useState(false);
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      width={width}
      trapFocus
      returnFocus
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <button
          type="button"
          className={`icon-button ${className}`}
          aria-label={words}
          title={words}
          onClick={() => setOpened(!opened)}
        >
          {button}
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={label} className="topbar-panel">
        <Suspense fallback={<p className="muted">Loading…</p>}>{children(() => setOpened(false))}</Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
