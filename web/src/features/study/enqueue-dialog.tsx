import { type FormEvent, type ReactNode, useMemo, useState } from 'react';
import { fieldMessages, toProblem } from '@/shared/api/problem';
import type { Study } from '@/shared/api/types';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { ProblemView } from '@/shared/ui/feedback';
import { SelectField, TextField } from '@/shared/ui/field';
import { configurationOf, typedOf } from './enqueue-form';
import { enqueueTrials } from './study-api';
import { type ParamValue, rangeWords, spaceOf, valueWord } from './study-space';
import { useStudyAction } from './use-study-action';

/** A configuration that somebody knows: it becomes the next trial, without being proposed. */
export function EnqueueDialog({ study, onClose }: { study: Study; onClose: () => void }): ReactNode {
  const step = useStudyAction(study.run.id);
  const space = useMemo(() => spaceOf(study), [study]);
  const [typed, setTyped] = useState(() =>
    typedOf(space, (study.best[0]?.parameters ?? {}) as Record<string, ParamValue>),
  );
  const [attempted, setAttempted] = useState(false);
  const { values, errors } = configurationOf(space, typed);
  const told = step.isError ? fieldMessages(toProblem(step.error)) : new Map<string, string>();
  const errorOf = (name: string) =>
    (attempted ? errors.get(name) : undefined) ??
    [...told].find(([field]) => field !== '' && (field === name || field.endsWith(`.${name}`)))?.[1];
  const isPlaced = [...told.keys()].some((field) => space.some(({ name }) => field.endsWith(name)));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAttempted(true);
    if (errors.size > 0) return;
    step.mutate(
      { act: () => enqueueTrials(study.run.id, [values]), done: 'The configuration comes next' },
      { onSuccess: onClose },
    );
  };
  const set = (name: string, text: string) => setTyped((known) => ({ ...known, [name]: text }));
  return (
    <Dialog opened title="Enqueue a configuration" onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <p className="muted">
          {study.best.length > 0 && 'It begins with the best trial. '}
          It counts as one of the {study.trials} trials, and goes before what the sampler proposes.
        </p>
        {space.map((parameter) => {
          const { name, kind, choices } = parameter;
          return kind === 'categorical' ? (
            <SelectField
              key={name}
              label={name}
              value={typed[name] ?? ''}
              placeholder="Choose one"
              options={choices.map((choice, at) => ({ value: String(at), label: valueWord(choice) }))}
              error={errorOf(name)}
              onChange={(value) => set(name, value)}
            />
          ) : (
            <TextField
              key={name}
              label={name}
              inputMode="decimal"
              value={typed[name] ?? ''}
              help={rangeWords(parameter)}
              error={errorOf(name)}
              onChange={(event) => set(name, event.target.value)}
            />
          );
        })}
        {step.isError && !isPlaced && <ProblemView error={step.error} />}
        <div className="dialog-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={step.isPending}>
            Enqueue
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
