import { Menu } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { saveBlob } from '@/shared/api/client';
import type { BulkChange } from '@/shared/api/types';
import { formatCount, plural } from '@/shared/format/format';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { ProblemView } from '@/shared/ui/feedback';
import { Segmented, TextField } from '@/shared/ui/field';
import { Icon } from '@/shared/ui/icon';
import { ScrollRegion } from '@/shared/ui/scroll-region';
import { toastProblem, toastSuccess } from '@/shared/ui/toasts';
import { TypedConfirmation } from '@/shared/ui/typed-confirmation';
import { exportRuns } from './export-runs';
import { type BulkAction, type BulkResult, changeRuns } from './run-list-api';
import type { RunSelection, RunSelectionState } from './run-selection';

const done: Record<BulkAction, string> = {
  tag: 'tagged',
  untag: 'untagged',
  cancel: 'asked to stop',
  retry: 'started again',
  archive: 'archived',
  restore: 'brought back',
  delete: 'deleted',
};
const MOST_IDS = 1000;

type Asked = 'tag' | 'untag' | 'cancel' | 'delete';

/** The acts on all selected runs. One request each; what succeeded and what failed is told apart. */
export function BulkBar({
  projectId,
  selection,
  selected,
  filter,
  total,
  columns,
  sort,
  onDone,
  onCompare,
}: {
  projectId: string;
  selection: RunSelection;
  selected: RunSelectionState;
  filter: string;
  total: number;
  columns: readonly string[];
  sort: string | undefined;
  onDone: (action: BulkAction) => void;
  onCompare: () => void;
}) {
  const [asked, setAsked] = useState<Asked>();
  const [result, setResult] = useState<{ action: BulkAction; result: BulkResult }>();
  const count = selected.matching ? selected.matching.total : selected.runs.length;
  const change = useMutation({
    mutationFn: (body: Omit<BulkChange, 'runIds' | 'filter'>) => send(projectId, selected, body),
    onSuccess: (outcome, { action }) => {
      setAsked(undefined);
      if (outcome.failed.length === 0) toastSuccess(`${plural(outcome.succeeded.length, 'run')} ${done[action]}`);
      else setResult({ action, result: outcome });
      if (action === 'delete') selection.remove(outcome.succeeded);
      onDone(action);
    },
    onError: (error, { action }) =>
      action !== 'tag' && action !== 'delete' && toastProblem('Nothing was changed', error),
  });
  const download = useMutation({
    mutationFn: async (format: 'csv' | 'json') => {
      const ids = selected.matching ? undefined : selected.runs.map((run) => run.id);
      const blob = await exportRuns(projectId, format, {
        filter: selected.matching?.filter,
        sort,
        columns,
        runIds: ids,
      });
      saveBlob(blob, `runs.${format}`);
    },
    onError: (error) => toastProblem('The runs were not exported', error),
  });
  return (
    <section className="bulk-bar" aria-label="Selected runs">
      <strong className="tabular" aria-live="polite">
        {`${formatCount(count)} selected`}
      </strong>
      {!selected.matching && total > selected.runs.length && (
        <button type="button" className="link-button" onClick={() => selection.pickMatching(filter, total)}>
          {`Select all ${formatCount(total)}${filter ? ' that match' : ''}`}
        </button>
      )}
      <span className="bulk-actions">
        <Button className="button-slim" onClick={onCompare} disabled={selected.runs.length === 0}>
          Compare
        </Button>
        <Button className="button-slim" onClick={() => setAsked('tag')}>
          Tag
        </Button>
        <Button className="button-slim" onClick={() => setAsked('cancel')}>
          Cancel
        </Button>
        <Button className="button-slim" busy={change.isPending} onClick={() => change.mutate({ action: 'retry' })}>
          Retry
        </Button>
        <Button className="button-slim" busy={change.isPending} onClick={() => change.mutate({ action: 'archive' })}>
          Archive
        </Button>
        <Menu position="bottom-end" transitionProps={{ duration: 0 }} width={200}>
          <Menu.Target>
            <button type="button" className="button button-slim" aria-label="More for the selected runs">
              <span>More</span>
              <Icon name="chevronDown" size={12} />
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => download.mutate('csv')}>Export as CSV</Menu.Item>
            <Menu.Item onClick={() => download.mutate('json')}>Export as JSON</Menu.Item>
            <Menu.Divider />
            <Menu.Item onClick={() => setAsked('untag')}>Remove a tag</Menu.Item>
            <Menu.Item onClick={() => change.mutate({ action: 'restore' })}>Bring back from the archive</Menu.Item>
            <Menu.Divider />
            <Menu.Item onClick={() => setAsked('delete')}>
              <span className="tone-error">Delete…</span>
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </span>
      <button
        type="button"
        className="icon-button icon-button-small"
        aria-label="Clear the selection"
        title="Clear the selection"
        onClick={() => selection.clear()}
      >
        <Icon name="close" size={14} />
      </button>
      {(asked === 'tag' || asked === 'untag') && (
        <TagDialog
          action={asked}
          count={count}
          busy={change.isPending}
          error={change.error}
          onSend={(tags) => change.mutate({ action: asked, tags })}
          onClose={() => setAsked(undefined)}
        />
      )}
      {asked === 'cancel' && (
        <CancelDialog
          count={count}
          busy={change.isPending}
          onSend={(mode) => change.mutate({ action: 'cancel', mode })}
          onClose={() => setAsked(undefined)}
        />
      )}
      {asked === 'delete' && (
        <DeleteDialog
          count={count}
          busy={change.isPending}
          error={change.error}
          onSend={() => change.mutate({ action: 'delete' })}
          onClose={() => setAsked(undefined)}
        />
      )}
      {result && <ResultDialog {...result} selected={selected} onClose={() => setResult(undefined)} />}
    </section>
  );
}

/** More ids than one request takes go as several; their answers are put together. */
async function send(
  projectId: string,
  selected: RunSelectionState,
  body: Omit<BulkChange, 'runIds' | 'filter'>,
): Promise<BulkResult> {
  if (selected.matching) return changeRuns(projectId, { ...body, filter: selected.matching.filter });
  const ids = selected.runs.map((run) => run.id);
  const whole: BulkResult = { asked: 0, succeeded: [], failed: [], started: [] };
  for (let at = 0; at < ids.length; at += MOST_IDS) {
    const part = await changeRuns(projectId, { ...body, runIds: ids.slice(at, at + MOST_IDS) });
    whole.asked += part.asked;
    whole.succeeded.push(...part.succeeded);
    whole.failed.push(...part.failed);
    whole.started.push(...part.started);
  }
  return whole;
}

function TagDialog({
  action,
  count,
  busy,
  error,
  onSend,
  onClose,
}: {
  action: 'tag' | 'untag';
  count: number;
  busy: boolean;
  error: unknown;
  onSend: (tags: string[]) => void;
  onClose: () => void;
}) {
  const [text, setText] = useState('');
  const tags = text
    .split(/[,\n]/)
    .map((tag) => tag.trim())
    .filter(Boolean);
  const word = action === 'tag' ? 'Tag' : 'Remove from';
  return (
    <Dialog opened title={`${word} ${plural(count, 'run')}`} onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (tags.length > 0) onSend(tags);
        }}
      >
        <TextField
          label="Tags"
          help="Several are separated by commas."
          value={text}
          data-autofocus
          onChange={(event) => setText(event.target.value)}
        />
        {error !== null && error !== undefined && <ProblemView error={error} />}
        <div className="dialog-actions">
          <Button onClick={onClose}>Close</Button>
          <Button type="submit" kind="primary" busy={busy} disabled={tags.length === 0}>
            {action === 'tag' ? 'Add the tags' : 'Remove the tags'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function CancelDialog({
  count,
  busy,
  onSend,
  onClose,
}: {
  count: number;
  busy: boolean;
  onSend: (mode: 'graceful' | 'kill') => void;
  onClose: () => void;
}) {
  const [mode, setMode] = useState('graceful');
  return (
    <Dialog opened title={`Cancel ${plural(count, 'run')}`} onClose={onClose}>
      <div className="stack">
        <Segmented
          label="How"
          value={mode}
          options={[
            { value: 'graceful', label: 'Stop gracefully' },
            { value: 'kill', label: 'Kill' },
          ]}
          help={
            mode === 'graceful'
              ? 'Each run ends soon and keeps what it has, if that is usable.'
              : 'Each run ends at once; nothing more is stored.'
          }
          onChange={setMode}
        />
        <p className="muted">Runs that have ended already stay as they are, and are told apart in the answer.</p>
        <div className="dialog-actions">
          <Button onClick={onClose}>Let them run</Button>
          <Button kind="danger" busy={busy} onClick={() => onSend(mode as 'graceful' | 'kill')}>
            Cancel the runs
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function DeleteDialog({
  count,
  busy,
  error,
  onSend,
  onClose,
}: {
  count: number;
  busy: boolean;
  error: unknown;
  onSend: () => void;
  onClose: () => void;
}) {
  const words = `delete ${count}`;
  return (
    <Dialog opened title={`Delete ${plural(count, 'run')} for good`} onClose={onClose}>
      <TypedConfirmation
        label={
          <>
            Type <code>{words}</code> to confirm
          </>
        }
        wanted={words}
        confirm={`Delete ${plural(count, 'run')}`}
        keep="Keep them"
        busy={busy}
        error={error}
        onConfirm={onSend}
        onClose={onClose}
      >
        <p>Their metrics, logs and artifacts go with them. To only get them out of sight, archive them.</p>
      </TypedConfirmation>
    </Dialog>
  );
}

const MOST_LISTED = 200;

function ResultDialog({
  action,
  result,
  selected,
  onClose,
}: {
  action: BulkAction;
  result: BulkResult;
  selected: RunSelectionState;
  onClose: () => void;
}) {
  const names = new Map(selected.runs.map((run) => [run.id, run.name]));
  return (
    <Dialog opened size="xl" title="What became of it" onClose={onClose}>
      <div className="stack">
        <p className="row">
          <span className="state tone-success">
            <Icon name="check" />
            <span>{`${plural(result.succeeded.length, 'run')} ${done[action]}`}</span>
          </span>
          <span className="state tone-error">
            <Icon name="error" />
            <span>{`${plural(result.failed.length, 'run')} not`}</span>
          </span>
        </p>
        <ScrollRegion className="bulk-failures" label="Runs that were not changed">
          <ul>
            {result.failed.slice(0, MOST_LISTED).map((failure) => (
              <li key={failure.runId}>
                <strong className="ellipsis">{names.get(failure.runId) || failure.runId}</strong>
                <span className="muted">{failure.detail}</span>
              </li>
            ))}
          </ul>
        </ScrollRegion>
        {result.failed.length > MOST_LISTED && (
          <p className="muted">{`${formatCount(result.failed.length - MOST_LISTED)} more`}</p>
        )}
        <div className="dialog-actions">
          <Button kind="primary" onClick={onClose}>
            Close
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
