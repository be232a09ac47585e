import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { api, unwrap } from '@/shared/api/client';
import { fieldMessages, toProblem } from '@/shared/api/problem';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { FieldError, TextField } from '@/shared/ui/field';

export function CreateProjectDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Dialog opened={opened} title="Create a project" onClose={onClose}>
      <CreateProjectForm onClose={onClose} />
    </Dialog>
  );
}

function CreateProjectForm({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const create = useMutation({
    mutationFn: () => unwrap(api.POST('/projects', { body: { name: name.trim(), description: description.trim() } })),
    onSuccess: async (project) => {
      await client.invalidateQueries({ queryKey: ['projects'] });
      onClose();
      void navigate({ to: '/projects/$projectId', params: { projectId: project.id } });
    },
  });
  const [missing, setMissing] = useState(false);
  const messages = create.isError ? fieldMessages(toProblem(create.error)) : new Map<string, string>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(name.trim() === '');
    if (name.trim() !== '') create.mutate();
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <TextField
        label="Name"
        value={name}
        maxLength={200}
        data-autofocus
        onChange={(event) => setName(event.target.value)}
        error={missing ? 'Give the project a name.' : messages.get('name')}
      />
      <TextField
        label="Description"
        help="Optional: what is decided or predicted here."
        value={description}
        maxLength={2000}
        onChange={(event) => setDescription(event.target.value)}
        error={messages.get('description')}
      />
      {messages.has('') && <FieldError text={messages.get('') ?? ''} />}
      <div className="dialog-actions">
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="primary" type="submit" busy={create.isPending}>
          Create project
        </Button>
      </div>
    </form>
  );
}
