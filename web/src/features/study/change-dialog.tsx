import { type FormEvent, type ReactNode, useState } from 'react';
import { fieldMessages, toProblem } from '@/shared/api/problem';
import type { Study } from '@/shared/api/types';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { ProblemView } from '@/shared/ui/feedback';
import { TextField } from '@/shared/ui/field';
import { endedTrials } from './pace';
import { changeStudy } from './study-api';
import { useStudyAction } from './use-study-action';

const MOST = { trials: 10_000, parallelism: 100 };

const wholeFault = (text: string, least: number, most: number): string | undefined => {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isInteger(value) && value >= least && value <= most
    ? undefined
    : `It must be a whole number from ${least} to ${most}.`;
};

/** More trials, or fewer, and how many of them run at the same time. */
export function ChangeDialog({ study, onClose }: { study: Study; onClose: () => void }): ReactNode {
  const step = useStudyAction(study.run.id);
  const [trials, setTrials] = useState(String(study.trials));
  const [parallelism, setParallelism] = useState(String(study.parallelism));
  const [attempted, setAttempted] = useState(false);
  const begun = Math.max(1, endedTrials(study) + study.counts.running);
  const faults = {
    trials: wholeFault(trials, begun, MOST.trials),
    parallelism: wholeFault(parallelism, 1, MOST.parallelism),
  };
  const told = step.isError ? fieldMessages(toProblem(step.error)) : new Map<string, string>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAttempted(true);
    if (faults.trials || faults.parallelism) return;
    step.mutate(
      { act: () => changeStudy(study.run.id, { trials: Number(trials), parallelism: Number(parallelism) }) },
      { onSuccess: onClose },
    );
  };
  return (
    <Dialog opened title="Extend the study" onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <TextField
          label="Trials in all"
          inputMode="numeric"
          value={trials}
          help={`${begun} have begun; it cannot have fewer.`}
          error={(attempted ? faults.trials : undefined) ?? told.get('trials')}
          onChange={(event) => setTrials(event.target.value)}
        />
        <TextField
          label="At the same time"
          inputMode="numeric"
          value={parallelism}
          help="Takes effect at once: with fewer, trials that run go on to their end."
          error={(attempted ? faults.parallelism : undefined) ?? told.get('parallelism')}
          onChange={(event) => setParallelism(event.target.value)}
        />
        {step.isError && told.has('') && <ProblemView error={step.error} />}
        <div className="dialog-actions">
          <Button onClick={onClose}>Leave it as it is</Button>
          <Button kind="primary" type="submit" busy={step.isPending}>
            Change
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
