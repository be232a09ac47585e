import { type ReactNode, useEffect, useRef, useState } from 'react';

/** More canvases than this are never on the page. */
const MOST_MOUNTED = 40;
const CARD = 282;
const LEAST_WIDTH = 372;

/** How far around the window charts are kept, so that they are there when somebody scrolls and never too many. */
export function useNearMargin(columns: number | undefined): number {
  const [margin, setMargin] = useState(() => marginOf(columns));
  useEffect(() => {
    const measure = () => setMargin(marginOf(columns));
    measure();
    window.addEventListener('resize', measure);
    return () => window.removeEventListener('resize', measure);
  }, [columns]);
  return margin;
}

function marginOf(columns: number | undefined): number {
  const beside = columns ?? Math.max(1, Math.floor(window.innerWidth / LEAST_WIDTH));
  const rows = Math.floor(MOST_MOUNTED / beside) - 2;
  const room = (rows * CARD - window.innerHeight) / 2;
  return Math.round(Math.max(0, Math.min(window.innerHeight, room)));
}

/** Mounts its child when it comes near the view, and lets it go when it is far. */
export function NearView({
  margin,
  onDrop,
  children,
}: {
  margin: number;
  /** A chart was dropped here. */
  onDrop?: (id: string) => void;
  children: ReactNode;
}): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState(false);
  useEffect(() => {
    const host = place.current;
    if (!host) return;
    const observer = new IntersectionObserver(([entry]) => setNear(entry?.isIntersecting ?? false), {
      rootMargin: `${margin}px 0px`,
    });
    observer.observe(host);
    return () => observer.disconnect();
  }, [margin]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping has its buttons in the menu of each chart
    <div
      ref={place}
      className="near-view"
      onDragOver={(event) => {
        if (onDrop && event.dataTransfer.types.includes('text/x-chart')) event.preventDefault();
      }}
      onDrop={(event) => {
        const id = event.dataTransfer.getData('text/x-chart');
        if (!id || !onDrop) return;
        event.preventDefault();
        onDrop(id);
      }}
    >
      {near && children}
    </div>
  );
}
