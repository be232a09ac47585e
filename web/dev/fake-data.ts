import type {
  Algorithm,
  Column,
  Dataset,
  ModelSignature,
  ModelVersion,
  NewRun,
  PredictAnswer,
  Run,
  TargetCheck,
} from '../src/shared/api/types';

/** Made-up but plausible tables, results and services for the fake backend. Nothing here is random: screenshots stay the same. */

export const PROJECT_ID = '01900000-0000-7000-8000-000000000001';

export const titleOf = (status: number) =>
  ({ 401: 'Sign-in needed', 404: 'Not found', 409: 'Conflict', 422: 'Not valid' })[status] ?? 'Error';

const passengerColumns: Column[] = [
  ['survived', 'integer'],
  ['pclass', 'integer'],
  ['sex', 'string'],
  ['age', 'number'],
  ['sibsp', 'integer'],
  ['parch', 'integer'],
  ['fare', 'number'],
  ['embarked', 'string'],
  ['class', 'string'],
  ['deck', 'string'],
  ['alive', 'string'],
  ['alone', 'boolean'],
].map(([name, type]) => ({ name, type }) as Column);

type By = { id: string; name: string };

export function datasets(by: By): Dataset[] {
  const base = {
    projectId: PROJECT_ID,
    createdBy: by,
    columns: passengerColumns,
    sha256: 'a1b2c3d4'.repeat(8),
    latest: true,
    description: '',
    skippedRows: 0,
  };
  const at = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
  return [
    {
      ...base,
      id: '01900000-0000-7000-8000-0000000000d1',
      familyId: '01900000-0000-7000-8000-0000000000d0',
      version: 2,
      name: 'passengers.csv',
      description: 'Who travelled, and who survived.',
      source: {
        fileName: 'passengers-export.csv',
        sizeBytes: 61_204,
        sha256: 'a1b2c3d4'.repeat(8),
        copied: true,
        dialect: {
          format: 'csv',
          delimiter: ';',
          encoding: 'windows-1252',
          decimal: ',',
          header: true,
          missing: ['NA', 'k.A.'],
        },
      },
      skippedRows: 2,
      target: 'survived',
      task: 'classification',
      quality: { missingShare: 0.065, duplicateShare: 0.12, leaking: ['alive'] },
      format: 'csv',
      delimiter: ',',
      sizeBytes: 57_018,
      rows: 891,
      createdAt: at(9),
      runs: 4,
    },
    {
      ...base,
      id: '01900000-0000-7000-8000-0000000000d2',
      familyId: '01900000-0000-7000-8000-0000000000d2',
      version: 1,
      name: 'fares-2026.parquet',
      source: null,
      target: 'fare',
      task: 'regression',
      quality: null,
      format: 'parquet',
      delimiter: null,
      sizeBytes: 48_211_904,
      rows: 1_204_331,
      createdAt: at(2900),
      runs: 0,
    },
  ];
}

function cell(name: string, row: number): string | null {
  const pick = <T>(values: readonly T[]) => values[(row * 7 + name.length * 3) % values.length];
  switch (name) {
    case 'survived':
      return String(row % 3 === 0 ? 1 : 0);
    case 'alive':
      return row % 3 === 0 ? 'yes' : 'no';
    case 'sex':
      return pick(['male', 'female', 'male']) ?? null;
    case 'age':
      return row % 5 === 4 ? null : (18 + ((row * 13) % 500) / 10).toFixed(1);
    case 'fare':
      return (7 + ((row * 37) % 9000) / 100).toFixed(4);
    case 'embarked':
      return pick(['S', 'C', 'Q', 'S']) ?? null;
    case 'class':
      return pick(['Third', 'First', 'Second', 'Third']) ?? null;
    case 'deck':
      return row % 4 === 0 ? (pick(['A', 'B', 'C', 'D']) ?? null) : null;
    case 'alone':
      return row % 2 === 0 ? 'True' : 'False';
    default:
      return String((row * 3 + name.length) % 4);
  }
}

export function preview(dataset: Dataset) {
  const rows = Array.from({ length: 100 }, (_, row) => dataset.columns.map(({ name }) => cell(name, row)));
  return { columns: dataset.columns, rows, totalRows: dataset.rows };
}

/** Rows from a place on; a filter keeps every third. */
export function rows(dataset: Dataset, search: URLSearchParams) {
  const from = Number(search.get('from') ?? 0);
  const limit = Number(search.get('limit') ?? 200);
  const isFiltered = search.has('q') || search.has('column');
  const items: { number: number; values: (string | null)[] }[] = [];
  let number = from;
  for (; number < dataset.rows && items.length < limit; number++) {
    if (isFiltered && number % 3 !== 0) continue;
    const row = number;
    items.push({ number: row, values: dataset.columns.map(({ name }) => cell(name, row)) });
  }
  return { columns: dataset.columns, totalRows: dataset.rows, items, next: number < dataset.rows ? number : null };
}

/** The version before, where there is one. */
export function earlier(dataset: Dataset): Dataset[] {
  if (dataset.version < 2) return [];
  return [
    {
      ...dataset,
      id: dataset.familyId,
      version: 1,
      latest: false,
      rows: dataset.rows - 91,
      runs: 1,
      createdAt: new Date(Date.parse(dataset.createdAt) - 86_400_000).toISOString(),
    },
  ];
}

export function difference(dataset: Dataset) {
  return {
    rows: dataset.rows,
    baseRows: dataset.rows - 91,
    added: [{ name: 'alone', type: 'boolean' }],
    removed: [{ name: 'ticket', type: 'string' }],
    changed: [{ name: 'pclass', from: 'string', to: 'integer' }],
    drift: [
      { name: 'fare', measure: 'psi', value: 0.31, ks: 0.22, size: 'large', missing: 0, baseMissing: 0 },
      { name: 'age', measure: 'psi', value: 0.14, ks: 0.09, size: 'medium', missing: 0.199, baseMissing: 0.21 },
      { name: 'sex', measure: 'total_variation', value: 0.02, ks: null, size: 'small', missing: 0, baseMissing: 0 },
    ],
    sampledRows: dataset.rows,
    baseSampledRows: dataset.rows - 91,
  };
}

export const faults = [
  { line: 31, column: 3, text: 'Am Bach 31a;52,0', detail: 'The row has 2 fields where the header has 4' },
  { line: 57, column: 4, text: '"offen" gelassen', detail: 'Text follows the closing quote of a field' },
];

/** What an earlier page left: one that broke off, and one that was refused. */
export function uploads() {
  const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
  const base = { projectId: PROJECT_ID, datasetId: null, createdAt: at(-14), expiresAt: at(1400) };
  return [
    {
      ...base,
      id: '01900000-0000-7000-8000-0000000000a1',
      fileName: 'transactions-2026.csv',
      fingerprint: 'transactions-2026.csv|4718592000|1|x',
      sizeBytes: 4_718_592_000,
      bytesThere: 2_359_296_000,
      refusal: null,
    },
    {
      ...base,
      id: '01900000-0000-7000-8000-0000000000a2',
      fileName: 'messy-export.csv',
      fingerprint: 'messy-export.csv|3120|1|x',
      sizeBytes: 3120,
      bytesThere: 3120,
      refusal: { code: 'dataset.malformed', detail: '2 bad rows; the first is line 31' },
    },
    {
      ...base,
      id: '01900000-0000-7000-8000-0000000000a3',
      fileName: 'broken.mps',
      fingerprint: 'broken.mps|9120|1|x',
      sizeBytes: 9120,
      bytesThere: 9120,
      refusal: null,
    },
  ];
}

export function uploadTable() {
  return {
    dialect: {
      format: 'csv',
      delimiter: ';',
      encoding: 'windows-1252',
      decimal: ',',
      header: true,
      missing: ['NA', 'NULL', 'NaN', 'null'],
    },
    columns: [
      { name: 'Straße', type: 'string', found: 'string' },
      { name: 'Größe', type: 'number', found: 'number' },
      { name: 'Verbrauch', type: 'string', found: 'string' },
      { name: 'Bemerkung', type: 'string', found: 'string' },
    ],
    rows: Array.from({ length: 80 }, (_, row) => [
      `Am Bach ${row + 1}`,
      (40 + ((row * 17) % 90)).toFixed(1),
      row % 12 === 5 ? 'k.A.' : String(1100 + ((row * 31) % 800)),
      row % 5 === 0 ? 'geprüft' : null,
    ]),
    rowsRead: 80,
    whole: true,
    faults,
    faultCount: 2,
    target: null,
    same: null,
  };
}

export function profile(dataset: Dataset) {
  const columns = dataset.columns.map(({ name, type }) => {
    const numeric = type === 'integer' || type === 'number';
    const wide = name === 'age' || name === 'fare';
    const edges = Array.from({ length: 21 }, (_, bin) => bin * (wide ? 4 : 0.2));
    const counts = edges.slice(1).map((_, bin) => Math.round(120 * Math.exp(-((bin - 6) ** 2) / 18)) + (bin % 3));
    return {
      name,
      type,
      missing: name === 'age' ? 177 : name === 'deck' ? 688 : 0,
      distinct: numeric ? (wide ? 248 : 4) : type === 'boolean' ? 2 : 3,
      distinctExact: !wide,
      minimum: numeric ? '0' : null,
      maximum: numeric ? (wide ? '80' : '4') : null,
      mean: numeric ? (wide ? 29.7 : 0.83) : null,
      standardDeviation: numeric ? (wide ? 14.53 : 0.81) : null,
      quantiles: numeric ? { '0.05': 4, '0.25': 20.1, '0.5': 28, '0.75': 38, '0.95': 56 } : null,
      histogram: numeric ? { edges, counts } : null,
      topValues: numeric
        ? []
        : [
            { value: cell(name, 0) ?? 'S', count: 577 },
            { value: cell(name, 1) ?? 'C', count: 314 },
            { value: 'other', count: 12 },
          ],
    };
  });
  const numbers = columns.filter((one) => one.type === 'integer' || one.type === 'number').map((one) => one.name);
  const values = numbers.map((_, row) =>
    numbers.map((__, column) => (row === column ? 1 : Math.round(Math.cos((row + 2) * (column + 2)) * 80) / 100)),
  );
  return {
    rows: dataset.rows,
    sampledRows: Math.min(dataset.rows, 100_000),
    columns,
    duplicateRows: 107,
    duplicateRowsOf: Math.min(dataset.rows, 1_000_000),
    correlations: { columns: numbers, values, rows: Math.min(dataset.rows, 20_000) },
  };
}

export function targetCheck(dataset: Dataset, target: string): TargetCheck {
  const regression = target === 'fare' || target === 'age';
  const leak = target === 'survived' ? 'alive' : undefined;
  return {
    target,
    task: regression ? 'regression' : 'classification',
    rows: dataset.rows,
    missing: target === 'age' ? 177 : 0,
    classes: regression
      ? []
      : [
          { value: '0', count: 549 },
          { value: '1', count: 342 },
        ],
    warnings: leak
      ? [
          {
            code: 'leakage',
            column: leak,
            detail: `“${leak}” gives “${target}” away: each of its values belongs to one class.`,
          },
        ]
      : [],
  };
}

const both = ['classification', 'regression'] as ('classification' | 'regression')[];
const numberField = (title: string, more: object) => ({ type: 'number', title, ...more });

export const algorithms: Algorithm[] = [
  {
    name: 'lightgbm',
    title: 'LightGBM',
    description: 'Gradient-boosted decision trees. The first choice for most tables.',
    service: 'tabular',
    kinds: ['training'],
    tasks: both,
    available: true,
    metrics: [],
    parametersSchema: {
      type: 'object',
      properties: {
        n_estimators: {
          type: 'integer',
          title: 'Trees',
          description: 'Most boosting iterations.',
          default: 200,
          minimum: 1,
          maximum: 10_000,
        },
        learning_rate: numberField('Learning rate', {
          description: 'How much each tree counts.',
          default: 0.05,
          exclusiveMinimum: 0,
          maximum: 1,
          'x-log': true,
        }),
        early_stopping_rounds: {
          type: ['integer', 'null'],
          title: 'Patience',
          description: 'Ends when nothing improves for so long.',
          default: 50,
          minimum: 1,
          'x-unit': 'iterations',
        },
        class_weight: { enum: ['none', 'balanced'], title: 'Class weight', default: 'none' },
        linear_tree: {
          type: 'boolean',
          title: 'Linear leaves',
          description: 'Fits a line in each leaf.',
          default: false,
        },
        num_leaves: {
          type: 'integer',
          title: 'Leaves per tree',
          default: 31,
          minimum: 2,
          maximum: 4096,
          'x-advanced': true,
        },
        reg_lambda: numberField('L2 penalty', { default: 0, minimum: 0, 'x-advanced': true }),
      },
    } as never,
  },
  {
    name: 'random_forest',
    title: 'Random forest',
    description: 'Many deep trees on random parts of the rows and columns.',
    service: 'tabular',
    kinds: ['training'],
    tasks: both,
    available: true,
    metrics: [],
    parametersSchema: {
      type: 'object',
      properties: { n_estimators: { type: 'integer', title: 'Trees', default: 100, minimum: 1, maximum: 5000 } },
    } as never,
  },
  {
    name: 'logistic_regression',
    title: 'Logistic regression',
    description: 'A linear model: quick, and easy to explain.',
    service: 'tabular',
    kinds: ['training'],
    tasks: ['classification'],
    available: true,
    metrics: [],
    parametersSchema: {
      type: 'object',
      properties: { c: numberField('Inverse penalty', { default: 1, exclusiveMinimum: 0 }) },
    } as never,
  },
];

/** What a run learned by a step; `seed` makes runs differ. */
export function learningPoints(step: number, seed = 0, time = Date.now() / 1000) {
  const noise = Math.sin(step * 12.9898 + seed * 78.233) * 0.01;
  const wave = Math.sin(step / 3 + seed) * 0.004 + noise;
  const loss = (floor: number) => floor + seed * 0.01 + 0.45 * Math.exp(-step / (22 + 3 * seed)) + wave;
  const norm =
    step % 30 === 0 ? Number.NaN : step % 22 === 0 ? 40 : 1 + 3 * Math.exp(-step / 30) + 60 * Math.abs(noise);
  return [
    { key: 'train/log_loss', role: 'loss', step, time, value: loss(0.21) },
    { key: 'valid/log_loss', role: 'loss', step, time, value: loss(0.36) + step / 900 },
    { key: 'train/roc_auc', role: 'score', step, time, value: 1.19 - loss(0.22) },
    { key: 'valid/roc_auc', role: 'score', step, time, value: 1.12 - loss(0.24) },
    { key: 'train/gradient_norm', role: 'other', step, time, value: norm },
    { key: 'sys/memory_mb', role: 'system', step, time, value: 210 + step / 4 + wave * 400 },
    { key: 'sys/cpu_percent', role: 'system', step, time, value: 88 + noise * 900 },
    { key: 'sys/threads', role: 'system', step, time, value: 4 },
  ];
}

export function summary(regression: boolean, name: string): Record<string, number> {
  const values: Record<string, number> = regression
    ? { 'valid/r2': 0.4127, 'valid/rmse': 1.0361, 'valid/mae': 0.7702 }
    : {
        'valid/roc_auc': 0.8731,
        'valid/log_loss': 0.4012,
        'valid/f1': 0.7612,
        'valid/accuracy': 0.8251,
        'valid/balanced_accuracy': 0.8103,
        'train/roc_auc': 0.9821,
      };
  // Runs of a sweep differ a little; the others are what the screens of a single run show.
  const wobble = /^sweep-(\d+)$/.exec(name)?.[1];
  if (wobble === undefined) return values;
  return Object.fromEntries(
    Object.entries(values).map(([key, value], at) => [key, value * (1 + 0.05 * Math.sin(Number(wobble) * 1.3 + at))]),
  );
}

export function evaluation(regression: boolean): Record<string, unknown> {
  const features = ['sex', 'pclass', 'age', 'fare', 'embarked', 'sibsp', 'deck', 'alone'].map((name, at) => ({
    name,
    mean: 0.14 * Math.exp(-at / 2) - 0.002,
    std: 0.012 / (1 + at / 4),
  }));
  const importance = { metric: regression ? 'r2' : 'roc_auc', repeats: 5, complete: true, features };
  if (regression) {
    const points = Array.from({ length: 240 }, (_, at) => ({
      actual: (at * 37) % 90,
      predicted: ((at * 37) % 90) * 0.8 + 8 + Math.sin(at) * 9,
    }));
    const edges = Array.from({ length: 31 }, (_, bin) => bin * 2 - 30);
    return {
      'residuals.json': {
        points,
        histogram: { edges, counts: edges.slice(1).map((edge) => Math.round(30 * Math.exp(-(edge ** 2) / 150))) },
      },
      'permutation-importance.json': importance,
    };
  }
  const t = Array.from({ length: 101 }, (_, at) => at / 100);
  return {
    'confusion-matrix.json': {
      classes: ['0', '1'],
      matrix: [
        [124, 13],
        [26, 60],
      ],
    },
    'roc-curve.json': {
      curves: [{ class: '1', auc: 0.8731, fpr: t, tpr: t.map((x) => x ** 0.18), threshold: t.map((x) => 1 - x) }],
    },
    'pr-curve.json': {
      curves: [
        {
          class: '1',
          average_precision: 0.8419,
          precision: t.map((x) => 0.97 - 0.55 * x ** 4),
          recall: t,
          threshold: t.map((x) => 1 - x),
        },
      ],
    },
    'permutation-importance.json': importance,
  };
}

export const heldOut = () =>
  [
    'row,actual,prediction,probability_0,probability_1',
    ...Array.from(
      { length: 223 },
      (_, at) => `${at * 4},${at % 3 === 0 ? 1 : 0},${at % 4 === 0 ? 1 : 0},0.${700 - at},0.${300 + at}`,
    ),
  ].join('\n');

export function signature(target: string, regression: boolean, excluded: readonly string[]): ModelSignature {
  const inputs = passengerColumns
    .filter(({ name }) => name !== target && !excluded.includes(name))
    .map(({ name, type }) => {
      const text = cell(name, 1);
      const example = type === 'string' ? text : type === 'boolean' ? text === 'True' : Number(text);
      const categories =
        type === 'string'
          ? [...new Set([0, 1, 2, 3, 4, 5].map((row) => cell(name, row)).filter((one) => one !== null))]
          : undefined;
      return {
        name,
        type,
        required: true,
        categories,
        example,
        ...(type === 'number' ? { minimum: 0, maximum: 100 } : {}),
      };
    });
  const output = regression ? { type: 'number' } : { type: 'integer', classes: ['0', '1'] };
  return { task: regression ? 'regression' : 'classification', target, inputs, output };
}

type FaultType = new (status: number, code: string, detail: string, more?: Record<string, unknown>) => Error;

export function predict(version: ModelVersion, rows: Record<string, unknown>[], fault: FaultType): PredictAnswer {
  for (const { name } of version.signature.inputs) {
    if (rows[0] && !(name in rows[0]))
      throw new fault(422, 'prediction.missing_column', `The column ${name} is missing.`, { field: `rows[0].${name}` });
  }
  const predictions = rows.map((row) =>
    version.task === 'regression'
      ? { prediction: 31.2041 }
      : {
          prediction: row.sex === 'female' ? 1 : 0,
          probabilities: row.sex === 'female' ? { '0': 0.071, '1': 0.929 } : { '0': 0.884, '1': 0.116 },
        },
  );
  return { modelId: version.modelId, version: version.version, predictions, inferenceMillis: 3.4, totalMillis: 41.2 };
}

export const malformed = {
  detail: 'The file has 3 malformed rows; the first is line 4: it has 2 fields instead of 3.',
  errors: [
    { line: 4, column: 3, text: '3,male', detail: 'The row has 2 fields, the header has 3.' },
    { line: 9, column: 4, text: '1,female,38,C85', detail: 'The row has 4 fields, the header has 3.' },
    { line: 17, column: 2, text: '"open', detail: 'A quoted field is not closed.' },
  ],
};

interface SeedRun {
  spec: NewRun;
  status: Run['status'];
  ageMillis: number;
  failure?: Run['failure'];
}

export function seedRuns(all: readonly Dataset[]): SeedRun[] {
  const datasetId = all[0]?.id;
  const minute = 60_000;
  const spec = (name: string, target: string, algorithm: string, more: object = {}): NewRun => ({
    kind: 'training',
    name,
    datasetId,
    target,
    task: target === 'fare' ? 'regression' : 'classification',
    algorithm,
    excludedColumns: ['alive'],
    parameters: { n_estimators: 120, learning_rate: 0.05, num_leaves: 31, ...more } as never,
    validation: { method: 'holdout', testFraction: 0.25, seed: 7 },
  });
  const failure = {
    kind: 'program' as const,
    code: 'algorithm.diverged',
    message: 'The loss became NaN after 14 epochs; a smaller learning rate may help.',
    phase: 'training',
    exceptionType: 'FloatingPointError',
    stackTrace:
      'Traceback (most recent call last):\n  File "mlp.py", line 118, in fit\n    raise FloatingPointError(loss)\nFloatingPointError: nan',
  };
  const many: SeedRun[] = Array.from({ length: 260 }, (_, at) => ({
    spec: spec(`sweep-${String(260 - at).padStart(3, '0')}`, at % 4 === 0 ? 'fare' : 'survived', 'random_forest', {
      n_estimators: 4,
      max_depth: [4, 6, 8][at % 3],
      learning_rate: at % 5 === 0 ? undefined : [0.1, 0.03, 0.01][at % 3],
    }),
    status: 'succeeded' as const,
    ageMillis: (400 - at) * 30 * minute,
  }));
  return [
    ...many,
    { spec: spec('fare-ridge', 'fare', 'ridge'), status: 'succeeded', ageMillis: 190 * minute },
    { spec: spec('survival-mlp', 'survived', 'mlp'), status: 'failed', ageMillis: 55 * minute, failure },
    { spec: spec('survival-gbm', 'survived', 'lightgbm'), status: 'succeeded', ageMillis: 22 * minute },
    {
      spec: spec('survival-gbm', 'survived', 'lightgbm', { num_leaves: 63 }),
      status: 'succeeded',
      ageMillis: 12 * minute,
    },
    {
      spec: spec('survival-gbm-long', 'survived', 'lightgbm', { n_estimators: 4000, learning_rate: 1e-4 }),
      status: 'running',
      ageMillis: minute,
    },
  ];
}

const sourceAt = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

export const logSources = [
  {
    id: '01900000-0000-7000-8000-0000000000e1',
    name: 'edge-proxy-1',
    address: '10.2.0.17',
    lines: 3204,
    createdAt: sourceAt(4000),
    lastLineAt: sourceAt(1),
  },
  {
    id: '01900000-0000-7000-8000-0000000000e2',
    name: 'feature-store',
    address: '10.2.0.40',
    lines: 211,
    createdAt: sourceAt(900),
    lastLineAt: sourceAt(44),
  },
];

/** What the log of a run is like, by the run's name: each seal once. */
export function logAttempts(name: string, status: string): object[] | undefined {
  const gap = (kind: string, from: number, to: number) => ({ kind, from, to });
  if (name === 'survival-gbm-long')
    return [{ attempt: 1, highest: 100_000, seal: 'open', gaps: [gap('pending', 99_940, 99_952)] }];
  if (name === 'survival-gbm') return [{ attempt: 1, highest: 48_403, seal: 'complete', gaps: [] }];
  if (name === 'survival-mlp')
    return [
      { attempt: 1, highest: 1210, seal: 'complete', gaps: [] },
      { attempt: 2, highest: 5480, seal: 'incomplete', gaps: [gap('missing', 5381, 5420)], fails: true },
    ];
  if (name === 'fare-ridge')
    return [
      { attempt: 1, highest: 6400, seal: 'repairing', gaps: [gap('removed', 1, 1200), gap('pending', 6120, 6402 - 2)] },
    ];
  if (name === 'sweep-001')
    return [{ attempt: 1, highest: 912, seal: 'unknown_end', gaps: [gap('pending', 900, 904)] }];
  if (name === 'sweep-002') return [];
  return status === 'running' ? [{ attempt: 1, highest: 0, seal: 'open', gaps: [] }] : undefined;
}
