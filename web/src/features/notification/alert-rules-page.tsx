import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { projectQuery } from '@/features/project';
import { api, unwrap } from '@/shared/api/client';
import type { AlertRule } from '@/shared/api/types';
import { Button, IconButton } from '@/shared/ui/button';
import { ConfirmDialog, Dialog } from '@/shared/ui/dialog';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { PageHeader } from '@/shared/ui/page';
import { TimeAgo } from '@/shared/ui/time';
import { draftOf, newDraft } from './alert-rule-draft';
import { AlertRuleForm } from './alert-rule-form';
import { ruleWords } from './alert-rule-words';
import { alertRulesQuery } from './queries';
import { SettingsNav } from './settings-nav';
import './notification.css';

export function AlertRulesPage(): ReactNode {
  const { projectId = '' } = useParams({ strict: false });
  const rules = useQuery(alertRulesQuery(projectId));
  const project = useQuery(projectQuery(projectId));
  const [edited, setEdited] = useState<AlertRule | 'new' | undefined>();
  const mayShare = project.data !== undefined && project.data.role !== 'viewer';
  const create = (
    <Button kind="primary" icon="plus" onClick={() => setEdited('new')}>
      New alert rule
    </Button>
  );
  return (
    <div className="page">
      <PageHeader
        title="Settings"
        documentTitle="Alert rules"
        actions={rules.data?.items.length ? create : undefined}
      />
      <SettingsNav projectId={projectId} />
      {rules.isPending && <Skeleton rows={4} height={64} />}
      {rules.isError && <ProblemView error={rules.error} onRetry={() => void rules.refetch()} />}
      {rules.data?.items.length === 0 && (
        <EmptyState icon="bell" title="No alert rule yet" action={create}>
          A rule tells you in the inbox when a run ends or stalls, when a metric crosses a value, or when a study finds
          a better trial.
        </EmptyState>
      )}
      {rules.data && rules.data.items.length > 0 && (
        <ul className="webhook-list">
          {rules.data.items.map((rule) => (
            <RuleCard key={rule.id} rule={rule} mayChange={!rule.shared || mayShare} onEdit={() => setEdited(rule)} />
          ))}
        </ul>
      )}
      <Dialog
        opened={edited !== undefined}
        title={edited === 'new' ? 'New alert rule' : 'Change the alert rule'}
        onClose={() => setEdited(undefined)}
      >
        {edited !== undefined && (
          <AlertRuleForm
            projectId={projectId}
            start={edited === 'new' ? newDraft({}) : draftOf(edited)}
            rule={edited === 'new' ? undefined : edited}
            mayShare={mayShare}
            onDone={() => setEdited(undefined)}
          />
        )}
      </Dialog>
    </div>
  );
}

export function RuleCard({ rule, mayChange, onEdit }: { rule: AlertRule; mayChange: boolean; onEdit: () => void }) {
  const [removing, setRemoving] = useState(false);
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () =>
      unwrap(
        api.DELETE('/projects/{projectId}/alert-rules/{ruleId}', {
          params: { path: { projectId: rule.projectId, ruleId: rule.id } },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: alertRulesQuery(rule.projectId).queryKey }),
  });
  const { runId } = rule.scope;
  return (
    <li className="card">
      <div className="row spread">
        <div className="row">
          <strong>{rule.name}</strong>
          <span className="chip">{rule.shared ? 'shared' : 'only you'}</span>
          {!rule.enabled && <span className="chip">off</span>}
        </div>
        {mayChange && (
          <div className="row">
            <Button onClick={onEdit} aria-label={`Change ${rule.name}`}>
              Change
            </Button>
            <IconButton icon="trash" label={`Remove ${rule.name}`} onClick={() => setRemoving(true)} />
          </div>
        )}
      </div>
      <p className="rule-words">{ruleWords(rule)}</p>
      <p className="muted small">
        by {rule.owner.name} · {rule.lastFiredAt ? 'last fired ' : 'has not fired yet'}
        {rule.lastFiredAt && <TimeAgo time={rule.lastFiredAt} />}
        {runId && (
          <>
            {' · '}
            <Link to="/projects/$projectId/runs/$runId" params={{ projectId: rule.projectId, runId }}>
              show the run
            </Link>
          </>
        )}
      </p>
      <ConfirmDialog
        opened={removing}
        title={`Remove ${rule.name}?`}
        confirm="Remove the rule"
        busy={remove.isPending}
        error={remove.isError ? <ProblemView error={remove.error} /> : undefined}
        onConfirm={() => remove.mutate()}
        onClose={() => setRemoving(false)}
      >
        <p>What it has told stays in the inboxes.</p>
      </ConfirmDialog>
    </li>
  );
}
