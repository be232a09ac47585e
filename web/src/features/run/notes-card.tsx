import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { api, unwrap } from '@/shared/api/client';
import { toProblem } from '@/shared/api/problem';
import type { Run } from '@/shared/api/types';
import { Button } from '@/shared/ui/button';
import { ProblemView, Skeleton } from '@/shared/ui/feedback';
import { FieldError } from '@/shared/ui/field';
import { Markdown } from '@/shared/ui/markdown';
import { Card } from '@/shared/ui/page';
import { notesQuery } from './queries';

const SAVE_AFTER_MS = 800;

/** What people write on a run. Every change is saved by itself; one that cannot be saved stays in the field. */
export function NotesCard({ run }: { run: Run }): ReactNode {
  const notes = useQuery(notesQuery(run.id));
  const [editing, setEditing] = useState(false);
  return (
    <Card
      title="Notes"
      aside={
        notes.isSuccess &&
        !editing && (
          <Button kind="quiet" onClick={() => setEditing(true)}>
            {notes.data.text ? 'Edit' : 'Write'}
          </Button>
        )
      }
    >
      {notes.isPending && <Skeleton rows={2} />}
      {notes.isError && <ProblemView error={notes.error} onRetry={() => void notes.refetch()} />}
      {notes.isSuccess && editing && <Editor run={run} first={notes.data.text} onDone={() => setEditing(false)} />}
      {notes.isSuccess &&
        !editing &&
        (notes.data.text ? <Markdown text={notes.data.text} /> : <p className="muted">Nobody has written anything.</p>)}
    </Card>
  );
}

function Editor({ run, first, onDone }: { run: Run; first: string; onDone: () => void }) {
  const client = useQueryClient();
  const [text, setText] = useState(first);
  const [state, setState] = useState<'saved' | 'waiting' | { error: string }>('saved');
  const saved = useRef(first);
  const latest = useRef(text);
  latest.current = text;
  const save = async () => {
    const next = latest.current;
    if (next === saved.current) return true;
    try {
      await unwrap(api.PATCH('/runs/{runId}', { params: { path: { runId: run.id } }, body: { notes: next } }));
      saved.current = next;
      setState(latest.current === next ? 'saved' : 'waiting');
      return true;
    } catch (error) {
      setState({ error: toProblem(error).detail ?? 'It could not be saved.' });
      return false;
    }
  };
  const saveLatest = useRef(save);
  saveLatest.current = save;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each change begins the wait anew
  useEffect(() => {
    const timer = setTimeout(() => void saveLatest.current(), SAVE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text]);
  // Whoever leaves within the wait loses nothing.
  useEffect(() => () => void saveLatest.current(), []);
  return (
    <div className="stack">
      <textarea
        className="input"
        aria-label="Notes in Markdown"
        rows={6}
        maxLength={65_536}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setState('waiting');
        }}
      />
      <div className="row spread">
        <span className="muted small" role="status">
          {state === 'saved' ? 'Saved' : state === 'waiting' ? 'Saving…' : ''}
        </span>
        <Button
          onClick={async () => {
            if (!(await save())) return;
            await client.invalidateQueries({ queryKey: notesQuery(run.id).queryKey });
            onDone();
          }}
        >
          Done
        </Button>
      </div>
      {typeof state === 'object' && <FieldError text={state.error} />}
    </div>
  );
}
