import type { ReactNode } from 'react';
import { TextField } from '@/shared/ui/field';
import { Card } from '@/shared/ui/page';
import type { StudyDraft } from './study-draft';
import type { StudyCardProps } from './study-goal';

interface BudgetField {
  path: string;
  label: string;
  help: string;
  value: (study: StudyDraft) => string;
  change: (text: string) => Partial<StudyDraft>;
  unit?: string;
}

const fields: readonly BudgetField[] = [
  {
    path: 'trials',
    label: 'Trials',
    help: 'Exactly so many are made · from 1 to 10,000',
    value: (study) => study.trials,
    change: (trials) => ({ trials }),
  },
  {
    path: 'parallelism',
    label: 'At the same time',
    help: 'Trials that may run beside each other · from 1 to 100 · can be changed while it runs',
    value: (study) => study.parallelism,
    change: (parallelism) => ({ parallelism }),
  },
  {
    path: 'timeBudgetSeconds',
    label: 'Time budget',
    help: 'Optional. After it no trial begins.',
    value: (study) => study.timeBudget,
    change: (timeBudget) => ({ timeBudget }),
    unit: 's',
  },
  {
    path: 'limits.timeSeconds',
    label: 'Time limit of a trial',
    help: 'Optional. After it a trial is ended, and has failed.',
    value: (study) => study.trialTime,
    change: (trialTime) => ({ trialTime }),
    unit: 's',
  },
  {
    path: 'limits.maxAttempts',
    label: 'Attempts of a trial',
    help: 'How often it is tried again when its machine is lost · default 100',
    value: (study) => study.attempts,
    change: (attempts) => ({ attempts }),
  },
];

/** How much is tried. */
export function BudgetCard({ step, study, errors, change }: StudyCardProps): ReactNode {
  return (
    <Card title={`${step} Budget`} className="launch-step">
      <div className="launch-columns">
        {fields.map((field) => (
          <div key={field.path} data-field={field.path}>
            <TextField
              label={field.label}
              help={field.help}
              aside={field.unit}
              value={field.value(study)}
              inputMode="numeric"
              autoComplete="off"
              error={errors.get(field.path)}
              onChange={(event) => change(field.change(event.target.value))}
            />
          </div>
        ))}
      </div>
    </Card>
  );
}
