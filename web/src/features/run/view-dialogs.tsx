import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@/shared/ui/button';
import { ConfirmDialog, Dialog } from '@/shared/ui/dialog';
import { ProblemView } from '@/shared/ui/feedback';
import { Segmented, TextField, Toggle } from '@/shared/ui/field';
import { createView, type SavedView } from './run-list-api';
import type { ViewState } from './runs-search';

export function DeleteViewDialog({
  view,
  busy,
  error,
  onDelete,
  onClose,
}: {
  view: SavedView;
  busy: boolean;
  error: unknown;
  onDelete: () => void;
  onClose: () => void;
}) {
  return (
    <ConfirmDialog
      opened
      title={`Delete the view “${view.name}”`}
      confirm="Delete the view"
      busy={busy}
      error={error ? <ProblemView error={error} /> : undefined}
      onConfirm={onDelete}
      onClose={onClose}
    >
      <p>{view.scope === 'team' ? 'It disappears for everybody in the project. ' : ''}No run is changed by this.</p>
    </ConfirmDialog>
  );
}

export function SaveViewDialog({
  projectId,
  state,
  onSaved,
  onClose,
}: {
  projectId: string;
  state: ViewState;
  onSaved: (view: SavedView) => void;
  onClose: () => void;
}) {
  const [name, setName] = useState('');
  const [scope, setScope] = useState('personal');
  const [isDefault, setDefault] = useState(false);
  const save = useMutation({
    mutationFn: () =>
      createView(projectId, {
        name: name.trim(),
        scope: scope as SavedView['scope'],
        state: { ...state },
        default: isDefault,
      }),
    onSuccess: onSaved,
  });
  return (
    <Dialog opened title="Save as a new view" onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) save.mutate();
        }}
      >
        <TextField
          label="Name"
          value={name}
          maxLength={100}
          data-autofocus
          onChange={(event) => setName(event.target.value)}
        />
        <Segmented
          label="For whom"
          value={scope}
          options={[
            { value: 'personal', label: 'Only me' },
            { value: 'team', label: 'The team' },
          ]}
          onChange={setScope}
        />
        <Toggle
          label={scope === 'team' ? 'Everybody starts with it' : 'I start with it'}
          checked={isDefault}
          onChange={setDefault}
        />
        <p className="muted">A view keeps the filter, the order, the columns and the groups.</p>
        {save.isError && <ProblemView error={save.error} />}
        <div className="dialog-actions">
          <Button onClick={onClose}>Close</Button>
          <Button type="submit" kind="primary" busy={save.isPending} disabled={!name.trim()}>
            Save the view
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
