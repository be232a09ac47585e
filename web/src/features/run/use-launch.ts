import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { datasetQuery, isInstance, targetCheckQuery } from '@/features/dataset';
import { fieldMessages, toProblem } from '@/shared/api/problem';
import type { Dataset } from '@/shared/api/types';
import { useShortcuts } from '@/shared/keys/use-shortcuts';
import { type Draft, workOf } from './draft';
import { settingAt } from './launch-errors';
import { focusField } from './launch-focus';
import { algorithmsQuery } from './queries';
import type { Raws } from './schema-form';
import { formOf } from './schema-form-fields';

/** How something is started from a form: what is wrong is told and led to, and nothing is started twice. */
export interface Launch {
  element: RefObject<HTMLFormElement | null>;
  /** What is to be corrected, by the path of the field: found here when somebody tried to start, or by the server. */
  errors: ReadonlyMap<string, string>;
  /** Where somebody is led to: what hides the field is opened first, then it is focused. Each time another object. */
  wanted: { path: string } | undefined;
  isBusy: boolean;
  /** Of the server's refusal. */
  traceId: string | undefined;
  leadTo: (path: string) => void;
  submit: (event: FormEvent) => void;
  /** Something was changed: a refusal was of something else. */
  noteChange: () => void;
  /** Everything was changed at once. */
  noteOther: () => void;
}

const NO_ERRORS: ReadonlyMap<string, string> = new Map();

/** @param send takes a key: the same request under the same key starts nothing twice */
export function useLaunch<Started>({
  localErrors,
  send,
  onStarted,
}: {
  localErrors: ReadonlyMap<string, string>;
  send: (key: string) => Promise<Started>;
  onStarted: (started: Started) => void;
}): Launch {
  const element = useRef<HTMLFormElement>(null);
  const [attempted, setAttempted] = useState(false);
  const [wanted, setWanted] = useState<{ path: string }>();
  const [key, setKey] = useState(() => crypto.randomUUID() as string);
  const start = useMutation({ mutationFn: () => send(key), onSuccess: onStarted });
  const problem = start.isError ? toProblem(start.error) : undefined;
  const serverErrors = problem ? fieldMessages(problem) : NO_ERRORS;
  const errors = attempted && localErrors.size > 0 ? localErrors : serverErrors;

  const errorPaths = [...errors.keys()].join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new answer of the server moves the focus
  useEffect(() => {
    if (start.isError && errorPaths) setWanted({ path: errorPaths.split('\n')[0] ?? '' });
  }, [start.isError]);
  useEffect(() => {
    if (wanted) focusField(element.current, wanted.path);
  }, [wanted]);
  useShortcuts('Launch form', [{ keys: 'Mod+Enter', what: 'Start', run: () => element.current?.requestSubmit() }]);

  const forget = () => {
    start.reset();
    // A refused request was not stored under its key; a changed one is another request.
    setKey(crypto.randomUUID());
  };
  return {
    element,
    errors,
    wanted,
    isBusy: start.isPending,
    traceId: problem?.traceId || undefined,
    leadTo: (path) => setWanted({ path }),
    submit: (event) => {
      event.preventDefault();
      if (start.isPending) return;
      setAttempted(true);
      const first = localErrors.keys().next().value;
      if (first === undefined) start.mutate();
      else setWanted({ path: first });
    },
    noteChange: () => {
      if (start.isError) forget();
    },
    noteOther: () => {
      setAttempted(false);
      forget();
    },
  };
}

const NO_RAWS: Raws = {};

/** What a draft stands on: its dataset, its method, and the form of the method's settings. */
export function useLaunchData(draft: Draft) {
  const algorithms = useQuery(algorithmsQuery);
  const dataset = useQuery({ ...datasetQuery(draft.datasetId ?? ''), enabled: draft.datasetId !== undefined });
  const check = useQuery({
    ...targetCheckQuery(draft.datasetId ?? '', draft.target ?? ''),
    enabled: workOf(draft) === 'training' && draft.datasetId !== undefined && draft.target !== undefined,
  });
  const algorithm = algorithms.data?.items.find((one) => one.name === draft.algorithm);
  const raws = draft.parameters[draft.algorithm ?? ''] ?? NO_RAWS;
  const form = useMemo(() => formOf(algorithm?.parametersSchema, raws), [algorithm, raws]);
  return { algorithms, dataset: dataset.data, check, algorithm, form };
}

/** A solver takes no table. */
export function instanceFault(draft: Draft, dataset: Dataset | undefined): string | undefined {
  const needsInstance = workOf(draft) === 'solve' && draft.input === 'instance';
  return needsInstance && dataset && !isInstance(dataset) ? 'This is a table: choose an instance.' : undefined;
}

const settingOnly = (path: string) => settingAt(path);

/**
 * What somebody is led to in a form: another object each time.
 *
 * @param pathOf always the same function
 */
export function useRevealed(
  wanted: { path: string } | undefined,
  pathOf: (path: string) => string | undefined = settingOnly,
): { path: string } | undefined {
  return useMemo(() => {
    const path = wanted && pathOf(wanted.path);
    return path === undefined ? undefined : { path };
  }, [wanted, pathOf]);
}
