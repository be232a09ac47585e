import { Popover } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useDeferredValue, useState } from 'react';
import { Button } from '@/shared/ui/button';
import { ProblemView, Skeleton } from '@/shared/ui/feedback';
import { TextField } from '@/shared/ui/field';
import { RunState } from '@/shared/ui/status';
import { TimeAgo } from '@/shared/ui/time';
import { MOST_RUNS } from './compare-search';
import { pickerQuery } from './queries';

interface RunPickerProps {
  projectId: string;
  taken: readonly string[];
  onPick: (id: string) => void;
  /** In the page instead of behind a button. */
  inline?: boolean;
}

export function RunPicker({ inline = false, ...rest }: RunPickerProps): ReactNode {
  const [opened, setOpened] = useState(false);
  if (inline) {
    return (
      <div className="run-picker">
        <Picker {...rest} />
      </div>
    );
  }
  const full = rest.taken.length >= MOST_RUNS;
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      width={420}
      trapFocus
      returnFocus
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <Button icon="plus" disabled={full} onClick={() => setOpened(!opened)}>
          {full ? `${MOST_RUNS} runs` : 'Add a run'}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Add a run" className="run-picker">
        <Picker {...rest} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Picker({ projectId, taken, onPick }: Omit<RunPickerProps, 'inline'>) {
  const [text, setText] = useState('');
  const runs = useQuery(pickerQuery(projectId, useDeferredValue(text.trim())));
  const offered = runs.data?.items.filter((run) => !taken.includes(run.id)) ?? [];
  return (
    <div className="stack">
      <TextField
        label="Find a run by its name"
        type="search"
        value={text}
        data-autofocus
        onChange={(event) => setText(event.target.value)}
      />
      {runs.isPending && <Skeleton rows={4} height={32} />}
      {runs.isError && <ProblemView error={runs.error} onRetry={() => void runs.refetch()} />}
      {runs.data && offered.length === 0 && (
        <p className="muted">
          {text.trim() === '' ? 'There is no other run in this project.' : 'No other run has such a name.'}
        </p>
      )}
      <ul className="picker-list" aria-label="Runs to add">
        {offered.map((run) => (
          <li key={run.id}>
            <button type="button" className="picker-run" onClick={() => onPick(run.id)}>
              <span className="ellipsis">{run.name}</span>
              <RunState status={run.status} />
              <span className="muted small">
                <TimeAgo time={run.createdAt} />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
