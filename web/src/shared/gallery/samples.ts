import { ApiError } from '../api/problem';
import type { Dataset, ModelVersion, NewRun, Run } from '../api/types';

/** What the specimens of several features have in common. Every id says that it is the gallery's: no server has it. */

export const SAMPLE_PROJECT = 'gallery';
export const sampleUser = { id: 'gallery-user', name: 'Ada Lovelace' };

export const LONG_NAME =
  'churn-prediction_with-every-column-that-marketing-has-ever-asked-for_and-then-some_2026-11-23T14-03-22_retry-of-a-retry';
/** Right to left, with a sign that turns what follows it around. */
export const BIDI_NAME = 'שלום עולם – مرحبا \u202Egpj.exe\u202C';

/** So many seconds before now, as the server writes times. */
export const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();
export const ahead = (seconds: number): string => ago(-seconds);

export const parametersOf = (values: Record<string, unknown>) => values as NonNullable<NewRun['parameters']>;

export function sampleRun(name: string, more: Partial<Run> = {}): Run {
  const { kind = 'training' } = more;
  return {
    id: `gallery-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`,
    projectId: SAMPLE_PROJECT,
    kind,
    name,
    status: 'running',
    waitReason: null,
    stop: null,
    staleEvents: 0,
    revision: 1,
    attempt: 1,
    maxAttempts: 3,
    spec: { kind, algorithm: kind === 'solve' ? 'highs' : 'lightgbm' },
    datasetName: 'churn.csv',
    datasetVersion: 3,
    progress: null,
    summary: {},
    failure: null,
    logWarnings: 0,
    logErrors: 0,
    tags: [],
    createdAt: ago(120),
    createdBy: sampleUser,
    startedAt: ago(90),
    endedAt: null,
    lastContactAt: ago(2),
    ...more,
  };
}

export function sampleProblem(status: number, code: string, title: string, detail: string): ApiError {
  return new ApiError({
    type: `urn:signalbox:error:${code}`,
    title,
    status,
    code,
    detail,
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    retryable: status >= 500,
  });
}

export const storeAway = sampleProblem(
  503,
  'store.unavailable',
  'A store does not answer',
  'The database does not answer.',
);

export function sampleDataset(name: string, more: Partial<Dataset> = {}): Dataset {
  return {
    id: `gallery-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`,
    projectId: SAMPLE_PROJECT,
    familyId: 'gallery-family',
    version: 3,
    latest: true,
    name,
    description: '',
    format: 'csv',
    source: null,
    model: null,
    skippedRows: 0,
    target: 'churned',
    task: 'classification',
    quality: { missingShare: 0, duplicateShare: 0, leaking: [] },
    delimiter: ',',
    sizeBytes: 48_211,
    sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    rows: 800,
    columns: [
      { name: 'age', type: 'integer' },
      { name: 'plan', type: 'string' },
      { name: 'churned', type: 'boolean' },
    ],
    createdAt: ago(90_000),
    createdBy: sampleUser,
    runs: 12,
    ...more,
  };
}

export function sampleVersion(signature: Partial<ModelVersion['signature']> = {}): ModelVersion {
  return {
    modelId: 'gallery-model',
    version: 4,
    runId: 'gallery-run',
    algorithm: 'lightgbm',
    task: signature.task ?? 'classification',
    target: signature.target ?? 'churned',
    signature: {
      task: 'classification',
      target: 'churned',
      inputs: [
        { name: 'age', type: 'integer', required: true, minimum: 18, maximum: 94, example: 41 },
        { name: 'plan', type: 'string', required: true, categories: ['basic', 'family', 'plus'], example: 'plus' },
        { name: 'is_new', type: 'boolean', required: false, example: false },
      ],
      output: { type: 'string', classes: ['no', 'yes'] },
      ...signature,
    },
    summary: { 'val/auc': 0.9132 },
    sizeBytes: 1_048_576,
    sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    createdAt: ago(50_000),
  };
}
