import { type ReactNode, useEffect } from 'react';

/** The title of the screen with its actions; also the tab's title. */
export function PageHeader({
  title,
  documentTitle,
  meta,
  actions,
}: {
  title: ReactNode;
  documentTitle: string;
  meta?: ReactNode;
  actions?: ReactNode;
}) {
  useEffect(() => {
    document.title = `${documentTitle} · Signalbox`;
  }, [documentTitle]);
  return (
    <header className="page-header">
      <div className="page-title">
        <h1>{title}</h1>
        {meta && <div className="page-meta">{meta}</div>}
      </div>
      {actions && <div className="page-actions">{actions}</div>}
    </header>
  );
}

export function Card({
  title,
  aside,
  children,
  className = '',
  labelledBy,
}: {
  title?: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
  labelledBy?: string;
}) {
  return (
    <section className={`card ${className}`} aria-labelledby={labelledBy}>
      {title && (
        <div className="card-head">
          <h2 id={labelledBy}>{title}</h2>
          {aside && <div className="card-aside">{aside}</div>}
        </div>
      )}
      {children}
    </section>
  );
}

/** Names and values, aligned. */
export function Facts({ items }: { items: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="facts">
      {items.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
