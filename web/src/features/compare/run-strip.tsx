import type { ReactNode } from 'react';
import { useHighlightedRun } from '@/shared/live/highlight';
import { IconButton } from '@/shared/ui/button';
import type { ComparedRun } from './comparison';
import { marks, RunName } from './run-name';

interface RunStripProps {
  runs: readonly ComparedRun[];
  onHide: (id: string) => void;
  onPin: (id: string) => void;
  onBaseline: (id: string) => void;
  onRemove: (id: string) => void;
}

/** The compared runs: colour, name, and what can be done with each. */
export function RunStrip({ runs, onHide, onPin, onBaseline, onRemove }: RunStripProps): ReactNode {
  const highlighted = useHighlightedRun();
  return (
    <ul className="run-strip" aria-label="Compared runs">
      {runs.map((run) => (
        <li
          key={run.id}
          className="run-strip-item"
          data-highlighted={highlighted === run.id || undefined}
          data-hidden={!run.visible || undefined}
          {...marks(run.id)}
        >
          <RunName run={run} />
          <IconButton
            icon="eye"
            label={`Show ${run.name} in drawings`}
            aria-pressed={run.visible}
            onClick={() => onHide(run.id)}
          />
          <IconButton
            icon="pin"
            label={`Pin ${run.name} to the front`}
            aria-pressed={run.pinned}
            onClick={() => onPin(run.id)}
          />
          <IconButton
            icon="star"
            label={`Take ${run.name} as baseline`}
            aria-pressed={run.baseline}
            onClick={() => onBaseline(run.id)}
          />
          <IconButton icon="close" label={`Take ${run.name} out`} onClick={() => onRemove(run.id)} />
        </li>
      ))}
    </ul>
  );
}
