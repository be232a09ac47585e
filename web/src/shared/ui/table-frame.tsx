import type { ReactNode, Ref } from 'react';
import { ScrollRegion } from './scroll-region';

/** The border around a table, which scrolls where the table is too wide or too long for it. */
export function TableFrame({
  label,
  className,
  ref,
  children,
}: {
  label: string;
  className?: string;
  ref?: Ref<HTMLElement>;
  children: ReactNode;
}) {
  return (
    <ScrollRegion label={label} className={className ? `table-frame ${className}` : 'table-frame'} ref={ref}>
      {children}
    </ScrollRegion>
  );
}
