import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type FormEvent, type ReactNode, useState } from 'react';
import { SettingsNav } from '@/features/notification';
import { ExportCard } from '@/features/transfer';
import { api, unwrap } from '@/shared/api/client';
import { fieldMessages, toProblem } from '@/shared/api/problem';
import type { Project, ProjectChange } from '@/shared/api/types';
import { Button } from '@/shared/ui/button';
import { Banner, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { FieldError, TextField } from '@/shared/ui/field';
import { Card, PageHeader } from '@/shared/ui/page';
import { toastSuccess } from '@/shared/ui/toasts';
import { DeleteProject } from './delete-project';
import { MembersCard } from './members-card';
import { projectQuery } from './queries';
import './project.css';

export function ProjectSettingsPage(): ReactNode {
  const { projectId = '' } = useParams({ strict: false });
  const project = useQuery(projectQuery(projectId));
  return (
    <div className="page">
      <PageHeader title="Project settings" documentTitle="Project settings" />
      <SettingsNav projectId={projectId} />
      {project.isPending && <Skeleton rows={8} height={32} />}
      {project.isError && <ProblemView error={project.error} onRetry={() => void project.refetch()} />}
      {project.data && (
        <div className="project-settings">
          <SettingsForm key={project.data.id} project={project.data} />
          <MembersCard project={project.data} />
          {project.data.role === 'admin' && <ExportCard key={project.data.id} project={project.data} />}
          {project.data.role === 'admin' && <DeleteProject project={project.data} />}
        </div>
      )}
    </div>
  );
}

const numbers = ['maxRunning', 'weight', 'logRetentionDays', 'metricRetentionDays'] as const;
type NumberName = (typeof numbers)[number];

const numberFields: Record<NumberName, { label: string; help: string; least: number; most: number }> = {
  maxRunning: {
    label: 'Runs at the same time',
    help: 'How many runs of this project may execute at once; the others wait. 0: no limit of its own.',
    least: 0,
    most: 10_000,
  },
  weight: {
    label: 'Weight',
    help: 'The share of the slots when several projects wait: a project of weight 2 gets twice the slots of one of weight 1.',
    least: 1,
    most: 1000,
  },
  logRetentionDays: {
    label: 'Keep log lines for (days)',
    help: "Counted from a run's end. 0: for ever.",
    least: 0,
    most: 36_500,
  },
  metricRetentionDays: {
    label: 'Keep metric points for (days)',
    help: "Counted from a run's end. 0: for ever. Final values of a run stay.",
    least: 0,
    most: 36_500,
  },
};

interface Draft extends Record<NumberName, string> {
  name: string;
  description: string;
}

function draftOf(project: Project): Draft {
  return {
    name: project.name,
    description: project.description,
    maxRunning: String(project.maxRunning),
    weight: String(project.weight),
    logRetentionDays: String(project.logRetentionDays),
    metricRetentionDays: String(project.metricRetentionDays),
  };
}

function problemsOf(draft: Draft): Map<string, string> {
  const problems = new Map<string, string>();
  if (draft.name.trim() === '') problems.set('name', 'Give the project a name.');
  for (const name of numbers) {
    const { least, most } = numberFields[name];
    const value = Number(draft[name]);
    if (draft[name].trim() === '' || !Number.isInteger(value) || value < least || value > most) {
      problems.set(name, `A whole number from ${least} to ${most}.`);
    }
  }
  return problems;
}

/** Only what differs is sent, so that two people who change different things do not undo each other. */
function changeOf(draft: Draft, project: Project): ProjectChange {
  const change: ProjectChange = {};
  if (draft.name.trim() !== project.name) change.name = draft.name.trim();
  if (draft.description.trim() !== project.description) change.description = draft.description.trim();
  for (const name of numbers) {
    if (Number(draft[name]) !== project[name]) change[name] = Number(draft[name]);
  }
  return change;
}

function SettingsForm({ project }: { project: Project }) {
  const client = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(project));
  const [tried, setTried] = useState(false);
  const save = useMutation({
    mutationFn: (change: ProjectChange) =>
      unwrap(api.PATCH('/projects/{projectId}', { params: { path: { projectId: project.id } }, body: change })),
    onSuccess: async (changed) => {
      client.setQueryData(projectQuery(project.id).queryKey, changed);
      setDraft(draftOf(changed));
      toastSuccess('The settings are saved');
      await client.invalidateQueries({ queryKey: ['projects'] });
    },
  });
  const readOnly = project.role !== 'admin';
  const change = changeOf(draft, project);
  const changed = Object.keys(change).length > 0;
  const found = tried ? problemsOf(draft) : new Map<string, string>();
  const refused = save.isError ? fieldMessages(toProblem(save.error)) : new Map<string, string>();
  const errorOf = (name: string) => found.get(name) ?? refused.get(name);
  const set = (name: keyof Draft, value: string) => setDraft((known) => ({ ...known, [name]: value }));
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    const first = [...problemsOf(draft).keys()][0];
    if (first) event.currentTarget.querySelector<HTMLInputElement>(`[name="${first}"]`)?.focus();
    else save.mutate(change);
  };
  const numberField = (name: NumberName) => (
    <TextField
      key={name}
      name={name}
      label={numberFields[name].label}
      help={numberFields[name].help}
      inputMode="numeric"
      readOnly={readOnly}
      value={draft[name]}
      onChange={(event) => set(name, event.target.value)}
      error={errorOf(name)}
    />
  );
  return (
    <form className="project-settings" onSubmit={submit} noValidate>
      {readOnly && <Banner tone="info">Only admins of the project can change its settings.</Banner>}
      <Card title="Project">
        <div className="stack">
          <TextField
            name="name"
            label="Name"
            maxLength={200}
            readOnly={readOnly}
            value={draft.name}
            onChange={(event) => set('name', event.target.value)}
            error={errorOf('name')}
          />
          <TextField
            name="description"
            label="Description"
            maxLength={2000}
            readOnly={readOnly}
            value={draft.description}
            onChange={(event) => set('description', event.target.value)}
            error={errorOf('description')}
          />
        </div>
      </Card>
      <Card title="Share of the ML services">
        <div className="stack">{(['maxRunning', 'weight'] as const).map(numberField)}</div>
      </Card>
      <Card title="Retention">
        <div className="stack">{(['logRetentionDays', 'metricRetentionDays'] as const).map(numberField)}</div>
      </Card>
      {refused.has('') && <FieldError text={refused.get('') ?? ''} />}
      {!readOnly && (
        <div className="row">
          <Button kind="primary" type="submit" busy={save.isPending} disabled={!changed}>
            Save
          </Button>
          <Button disabled={!changed || save.isPending} onClick={() => setDraft(draftOf(project))}>
            Undo changes
          </Button>
        </div>
      )}
    </form>
  );
}
