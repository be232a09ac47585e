import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { api, unwrap } from '@/shared/api/client';
import { fieldMessages, toProblem } from '@/shared/api/problem';
import type { AlertRule, AlertRuleInput } from '@/shared/api/types';
import { Button } from '@/shared/ui/button';
import { ProblemView } from '@/shared/ui/feedback';
import { FieldError, Segmented, SelectField, TextField, Toggle } from '@/shared/ui/field';
import { toastSuccess } from '@/shared/ui/toasts';
import { type AlertRuleDraft, inputOf, problemsOf, suggestedName } from './alert-rule-draft';
import { aggregateWords, alertStatuses, comparisonWords, statusWords } from './alert-rule-words';
import { alertRulesQuery } from './queries';
import './notification.css';

interface AlertRuleFormProps {
  projectId: string;
  start: AlertRuleDraft;
  /** The rule that is changed; a new one when absent. */
  rule?: AlertRule;
  /** Whether the user may make shared rules. */
  mayShare: boolean;
  onDone: () => void;
}

/** Writes a rule: what it waits for, of which runs, and whom it tells. */
export function AlertRuleForm({ projectId, start, rule, mayShare, onDone }: AlertRuleFormProps): ReactNode {
  const [draft, setDraft] = useState(start);
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const save = useSave(projectId, rule, onDone);
  const set = <K extends keyof AlertRuleDraft>(name: K, value: AlertRuleDraft[K]) =>
    setDraft((known) => ({ ...known, [name]: value }));
  const found = tried ? problemsOf(draft) : new Map<string, string>();
  const refused = save.isError ? fieldMessages(toProblem(save.error)) : new Map<string, string>();
  const errorOf = (name: string) => found.get(name) ?? refused.get(name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (problemsOf(draft).size === 0) save.mutate(inputOf(draft));
  };
  const faults = found.size + refused.size;
  useEffect(() => {
    if (faults > 0) form.current?.querySelector<HTMLElement>('[aria-invalid], .field-invalid input')?.focus();
  }, [faults]);
  return (
    <form className="alert-form" onSubmit={submit} noValidate ref={form}>
      <Segmented
        label="Alert me when"
        value={draft.on}
        options={[
          { value: 'status', label: 'a run ends or stalls' },
          { value: 'metric', label: 'a metric crosses a value' },
          // A run that was offered alone is no study, unless the form begins with one.
          ...(draft.runId === undefined || start.on === 'study'
            ? [{ value: 'study', label: 'a study improves or ends' }]
            : []),
        ]}
        onChange={(value) => set('on', value as AlertRuleDraft['on'])}
      />
      {draft.on === 'status' && <StatusFields draft={draft} set={set} error={errorOf('trigger.statuses')} />}
      {draft.on === 'metric' && <MetricFields draft={draft} set={set} errorOf={errorOf} />}
      {draft.on === 'study' && <StudyFields draft={draft} set={set} errorOf={errorOf} />}
      <ScopeFields draft={draft} set={set} errorOf={errorOf} />
      <Segmented
        label="Whom it tells"
        value={draft.shared ? 'shared' : 'own'}
        options={[
          { value: 'own', label: 'Only me', disabled: rule?.shared === true },
          { value: 'shared', label: 'Everybody here', disabled: !mayShare || (rule !== undefined && !rule.shared) },
        ]}
        onChange={(value) => set('shared', value === 'shared')}
        help={
          mayShare
            ? 'A shared rule tells every member and the webhooks of the project.'
            : 'A shared rule needs the role editor.'
        }
      />
      <TextField
        label="Name"
        value={draft.name}
        placeholder={suggestedName(draft)}
        maxLength={200}
        error={errorOf('name')}
        onChange={(event) => set('name', event.target.value)}
      />
      {rule && (
        <Toggle label="The rule is on" checked={draft.enabled} onChange={(checked) => set('enabled', checked)} />
      )}
      {save.isError && refused.size === 0 && <ProblemView error={save.error} kept="What you wrote is still here." />}
      <div className="dialog-actions">
        <Button onClick={onDone}>Cancel</Button>
        <Button kind="primary" type="submit" busy={save.isPending}>
          {rule ? 'Save' : 'Create the rule'}
        </Button>
      </div>
    </form>
  );
}

function useSave(projectId: string, rule: AlertRule | undefined, onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: AlertRuleInput) =>
      rule
        ? unwrap(
            api.PUT('/projects/{projectId}/alert-rules/{ruleId}', {
              params: { path: { projectId, ruleId: rule.id } },
              body,
            }),
          )
        : unwrap(api.POST('/projects/{projectId}/alert-rules', { params: { path: { projectId } }, body })),
    onSuccess: (saved) => {
      void client.invalidateQueries({ queryKey: alertRulesQuery(projectId).queryKey });
      toastSuccess(rule ? `The rule ${saved.name} is saved` : `The rule ${saved.name} watches from now on`);
      onDone();
    },
  });
}

interface PartProps {
  draft: AlertRuleDraft;
  set: <K extends keyof AlertRuleDraft>(name: K, value: AlertRuleDraft[K]) => void;
}

function StatusFields({ draft, set, error }: PartProps & { error: string | undefined }) {
  return (
    <fieldset className={error ? 'field-invalid' : undefined}>
      <legend className="visually-hidden">What happens to the run</legend>
      <div className="checks">
        {alertStatuses.map((status) => (
          <Toggle
            key={status}
            label={`it ${statusWords[status]}`}
            checked={draft.statuses.includes(status)}
            onChange={(checked) =>
              set('statuses', checked ? [...draft.statuses, status] : draft.statuses.filter((one) => one !== status))
            }
          />
        ))}
      </div>
      {error && <FieldError text={error} />}
    </fieldset>
  );
}

const optionsOf = <K extends string>(words: Record<K, string>) =>
  (Object.entries(words) as [K, string][]).map(([value, label]) => ({ value, label }));

function MetricFields({ draft, set, errorOf }: PartProps & { errorOf: (name: string) => string | undefined }) {
  return (
    <>
      <TextField
        label="Metric"
        value={draft.key}
        placeholder="val_auc"
        maxLength={200}
        spellCheck={false}
        error={errorOf('trigger.metric.key')}
        onChange={(event) => set('key', event.target.value)}
      />
      <div className="condition-row">
        <SelectField
          label="What of it"
          value={draft.aggregate}
          options={optionsOf(aggregateWords)}
          onChange={(value) => set('aggregate', value as AlertRuleDraft['aggregate'])}
        />
        <SelectField
          label="Comparison"
          value={draft.comparison}
          options={optionsOf(comparisonWords)}
          onChange={(value) => set('comparison', value as AlertRuleDraft['comparison'])}
        />
        <TextField
          label="Value"
          inputMode="decimal"
          value={draft.value}
          error={errorOf('trigger.metric.value')}
          onChange={(event) => set('value', event.target.value)}
        />
        <TextField
          label="Points in a row"
          inputMode="numeric"
          value={draft.points}
          error={errorOf('trigger.metric.points')}
          onChange={(event) => set('points', event.target.value)}
        />
      </div>
    </>
  );
}

function StudyFields({ draft, set, errorOf }: PartProps & { errorOf: (name: string) => string | undefined }) {
  const error = errorOf('trigger.study');
  return (
    <>
      <fieldset className={error ? 'field-invalid' : undefined}>
        <legend className="visually-hidden">What happens to the study</legend>
        <div className="checks">
          <Toggle
            label="a trial is the new best"
            checked={draft.improved}
            onChange={(checked) => set('improved', checked)}
          />
          <Toggle label="it ends" checked={draft.ended} onChange={(checked) => set('ended', checked)} />
        </div>
        {error && <FieldError text={error} />}
      </fieldset>
      {draft.improved && (
        <TextField
          label="Better by at least"
          inputMode="decimal"
          value={draft.by}
          placeholder="anything"
          error={errorOf('trigger.study.by')}
          help="Than what was told last. With several objectives, every trial that is new on the Pareto front is told."
          onChange={(event) => set('by', event.target.value)}
        />
      )}
    </>
  );
}

function ScopeFields({ draft, set, errorOf }: PartProps & { errorOf: (name: string) => string | undefined }) {
  const { runId } = draft;
  const ofStudies = draft.on === 'study';
  const [offered] = useState(runId);
  return (
    <>
      {offered !== undefined && (
        <Segmented
          label={ofStudies ? 'Of which studies' : 'Of which runs'}
          value={runId === undefined ? 'many' : 'one'}
          options={[
            { value: 'one', label: ofStudies ? 'This study alone' : 'This run alone' },
            { value: 'many', label: 'Others, too' },
          ]}
          onChange={(value) => set('runId', value === 'one' ? offered : undefined)}
        />
      )}
      {errorOf('scope.runId') && <FieldError text={errorOf('scope.runId') ?? ''} />}
      {runId === undefined && (
        <div className="condition-row">
          {!ofStudies && (
            <SelectField
              label="Kind"
              value={draft.kind}
              placeholder="any"
              options={[
                { value: 'training', label: 'training' },
                { value: 'prediction', label: 'prediction' },
                { value: 'solve', label: 'solve' },
                { value: 'study', label: 'study' },
                { value: 'trial', label: 'trial' },
              ]}
              onChange={(value) => set('kind', value as AlertRuleDraft['kind'])}
            />
          )}
          <TextField
            label="With the tag"
            value={draft.tag}
            placeholder="any"
            maxLength={100}
            error={errorOf('scope.tag')}
            onChange={(event) => set('tag', event.target.value)}
          />
          <TextField
            label="Name contains"
            value={draft.nameContains}
            placeholder="anything"
            maxLength={200}
            error={errorOf('scope.nameContains')}
            onChange={(event) => set('nameContains', event.target.value)}
          />
        </div>
      )}
    </>
  );
}
