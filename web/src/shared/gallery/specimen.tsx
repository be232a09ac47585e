import { type ReactNode, useEffect, useRef } from 'react';
import './specimen.css';

/** The states of one component, for the gallery. */
export function Specimens({ title, children }: { title: string; children: ReactNode }): ReactNode {
  return (
    <section className="specimens" aria-label={title}>
      <h2>{title}</h2>
      <div className="specimen-grid">{children}</div>
    </section>
  );
}

/** One state under its name, by which it is found: a name is there once in a group of the gallery. */
export function Specimen({
  name,
  wide = false,
  children,
}: {
  name: string;
  /** It takes a whole row. */
  wide?: boolean;
  children: ReactNode;
}): ReactNode {
  return (
    <section className={`specimen${wide ? ' specimen-wide' : ''}`} data-specimen={name} aria-label={name}>
      <h3 className="specimen-name">{name}</h3>
      {children}
    </section>
  );
}

/** Room of its own for what is fixed to the window, or takes all of its height. */
export function Stage({ height, children }: { height: number; children: ReactNode }): ReactNode {
  return (
    <div className="specimen-stage" style={{ height }}>
      {children}
    </div>
  );
}

/** A form that somebody has tried to send: what is wrong in it shows. Something must be wrong, else it is sent. */
export function Submitted({ children }: { children: ReactNode }): ReactNode {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => frame.current?.querySelector('form')?.requestSubmit(), []);
  return <div ref={frame}>{children}</div>;
}
