import { Menu } from '@mantine/core';
import type { ReactNode } from 'react';

/** A menu at a point of the screen: where a cell was pressed, or below a button that is not React's. */
export function PointMenu({
  at,
  label,
  width = 240,
  onClose,
  children,
}: {
  at: { x: number; y: number };
  label: string;
  width?: number;
  onClose: () => void;
  children: ReactNode;
}) {
  return (
    <Menu
      opened
      onChange={(opened) => !opened && onClose()}
      position="bottom-start"
      offset={2}
      width={width}
      transitionProps={{ duration: 0 }}
      trapFocus
      returnFocus
    >
      <Menu.Target>
        <span className="menu-point" style={{ left: at.x, top: at.y }} />
      </Menu.Target>
      <Menu.Dropdown aria-label={label} className="point-menu">
        {children}
      </Menu.Dropdown>
    </Menu>
  );
}
