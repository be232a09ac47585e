import type { ReactNode, Ref } from 'react';

/**
 * A part of a page that scrolls by itself. The keyboard reaches it and scrolls it with the arrows, so that nothing in it is there for a
 * pointer alone; and what the keyboard reaches has a name.
 */
export function ScrollRegion({
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
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section ref={ref} className={className} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
