import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { StudyEvent } from '@/shared/api/types';
import { formatClock, formatDate, plural } from '@/shared/format/format';
import { Button } from '@/shared/ui/button';
import { State } from '@/shared/ui/status';
import { lookOfLine, partsOf } from './line-words';

const ROW = 28;
/** So near to the end somebody reads what comes. */
const NEAR_END = 2 * ROW;
/** So near to the start what is older is read. */
const NEAR_START = 20 * ROW;

/** The lines of a study's log; of 50,000 only those in sight are in the page. It follows its end until somebody scrolls away. */
export function LogLines({
  lines,
  above,
  hasOlder,
  chosen,
  height,
  onOlder,
  onChoose,
}: {
  lines: readonly StudyEvent[];
  /** How many lines have come above those that were there before. */
  above: number;
  hasOlder: boolean;
  /** The trial that was chosen. */
  chosen: number | undefined;
  height: number;
  onOlder: () => void;
  onChoose: (trial: number) => void;
}): ReactNode {
  const frame = useRef<HTMLElement>(null);
  const [isFollowing, setFollowing] = useState(true);
  const [seen, setSeen] = useState(0);
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW,
    overscan: 10,
  });
  const known = useRef({ above, length: 0 });
  useLayoutEffect(() => {
    const { current } = frame;
    if (!current) return;
    // What comes above moves nothing; what comes below is followed, or waits.
    const added = above - known.current.above;
    if (added > 0 && known.current.length > 0) current.scrollTop += added * ROW;
    else if (isFollowing) current.scrollTop = current.scrollHeight;
    known.current = { above, length: lines.length };
  }, [above, lines, isFollowing]);
  const below = isFollowing ? 0 : Math.max(0, lines.length - above - seen);
  useEffect(() => {
    if (isFollowing) setSeen(lines.length - above);
  }, [isFollowing, lines.length, above]);
  const look = () => {
    const { current } = frame;
    if (!current) return;
    setFollowing(current.scrollHeight - current.scrollTop - current.clientHeight < NEAR_END);
    if (hasOlder && current.scrollTop < NEAR_START) onOlder();
  };
  const visible = rows.getVirtualItems();
  return (
    <div className="study-log">
      <section
        className="table-frame study-log-frame"
        style={{ height }}
        ref={frame}
        role="log"
        aria-live="off"
        aria-label="Log of the study"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        onScroll={look}
        data-lines={lines.length}
        data-testid="study-log"
      >
        <ol className="study-log-lines" style={{ height: rows.getTotalSize() }}>
          {visible.map(({ index, start }) => {
            const line = lines[index];
            return line === undefined ? null : (
              <Line
                key={line.id}
                line={line}
                top={start}
                isChosen={line.trial !== null && line.trial === chosen}
                onChoose={onChoose}
              />
            );
          })}
        </ol>
      </section>
      {!isFollowing && (
        <div className="study-log-foot row spread">
          <span className="muted small" role="status">
            {below > 0 ? plural(below, 'new line') : 'Not following'}
          </span>
          <Button icon="arrowDown" onClick={() => setFollowing(true)}>
            To the end
          </Button>
        </div>
      )}
    </div>
  );
}

function Line({
  line,
  top,
  isChosen,
  onChoose,
}: {
  line: StudyEvent;
  top: number;
  isChosen: boolean;
  onChoose: (trial: number) => void;
}) {
  const { name, rest } = partsOf(line);
  const { trial } = line;
  return (
    <li
      className="study-log-line"
      style={{ transform: `translateY(${top}px)` }}
      data-highlighted={isChosen || undefined}
      data-type={line.type}
      title={line.text}
    >
      <time dateTime={line.time} title={`${formatDate(line.time)} (${line.time})`}>
        {formatClock(line.time, true)}
      </time>
      <State look={lookOfLine(line.type)} />
      <span className="study-log-text">
        {name !== '' && trial !== null && (
          <button type="button" className="link-button" aria-pressed={isChosen} onClick={() => onChoose(trial)}>
            {name}
          </button>
        )}
        {rest}
        {line.by && <span className="muted"> · {line.by.name}</span>}
      </span>
    </li>
  );
}
