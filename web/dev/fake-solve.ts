import type { Algorithm, Dataset, NewRun, Run } from '../src/shared/api/types';

/** Made-up solves for the fake backend: instances, solvers, templates, and the course of a solve. Nothing here is random. */

type By = { id: string; name: string };

const INSTANCE_ID = '01900000-0000-7000-8000-0000000000f1';

export function instances(projectId: string, by: By): Dataset[] {
  const base = {
    projectId,
    createdBy: by,
    columns: [],
    sha256: 'c0ffee12'.repeat(8),
    latest: true,
    description: '',
    skippedRows: 0,
    target: null,
    task: null,
    quality: null,
    delimiter: null,
    source: null,
    version: 1,
  };
  const at = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
  return [
    {
      ...base,
      id: INSTANCE_ID,
      familyId: INSTANCE_ID,
      name: 'p0548.mps',
      description: 'Which of 548 yes-or-no decisions cost the least?',
      format: 'mps',
      model: {
        name: 'p0548',
        sense: 'minimize',
        variables: { continuous: 0, integer: 0, binary: 548 },
        constraints: 176,
        nonzeros: 1711,
      },
      sizeBytes: 60_411,
      rows: 176,
      createdAt: at(700),
      runs: 9,
    },
    {
      ...base,
      id: '01900000-0000-7000-8000-0000000000f2',
      familyId: '01900000-0000-7000-8000-0000000000f2',
      name: 'roster.cpsat.pb.gz',
      format: 'cpsat',
      model: {
        name: null,
        sense: null,
        variables: { continuous: null, integer: null, binary: null },
        constraints: null,
        nonzeros: null,
      },
      sizeBytes: 18_204,
      rows: 0,
      createdAt: at(1500),
      runs: 1,
    },
  ];
}

const number = (title: string, more: object) => ({ type: 'number', title, ...more });
const integer = (title: string, more: object) => ({ type: 'integer', title, ...more });

const common = {
  time_limit_seconds: number('Time limit', {
    description: 'Ends then with the best solution so far; 0 for no limit.',
    default: 0,
    minimum: 0,
    'x-unit': 'seconds',
  }),
  gap_limit: number('Gap limit', { description: 'Good enough at this gap, a fraction.', default: 0, minimum: 0 }),
  threads: integer('Threads', { description: '0 for all.', default: 0, minimum: 0 }),
  seed: integer('Seed', { default: 0, minimum: 0 }),
  memory_limit_mb: integer('Memory limit', {
    description: '0 for none.',
    default: 0,
    minimum: 0,
    'x-unit': 'MB',
    'x-advanced': true,
  }),
};

const KNAPSACK = {
  capacity: 15,
  items: [
    { name: 'map', value: 9, weight: 2 },
    { name: 'tent', value: 14, weight: 9 },
    { name: 'stove', value: 7, weight: 4 },
  ],
};
const JOB_SHOP = {
  jobs: [
    [
      { machine: 0, duration: 3 },
      { machine: 1, duration: 2 },
      { machine: 2, duration: 2 },
    ],
    [
      { machine: 0, duration: 2 },
      { machine: 2, duration: 1 },
      { machine: 1, duration: 4 },
    ],
  ],
};

function solver(name: string, title: string, description: string, formats: string[], more: object): Algorithm {
  return {
    name,
    title,
    description,
    service: 'solving',
    kinds: ['solve'],
    tasks: [],
    available: true,
    metrics: [],
    instanceFormats: formats,
    parametersSchema: { type: 'object', properties: { ...more, ...common } } as never,
  };
}

const dataOf = (example: object) => ({
  data: {
    type: 'string',
    title: 'Data',
    description: 'What is to be solved, as JSON.',
    default: JSON.stringify(example, null, 2),
    'x-format': 'json',
  },
});

export const solvers: Algorithm[] = [
  solver('highs', 'HiGHS', 'Linear, mixed-integer and quadratic models.', ['mps', 'lp'], {
    presolve: { enum: ['on', 'off', 'choose'], title: 'Presolve', default: 'choose', 'x-advanced': true },
  }),
  solver('cp_sat', 'CP-SAT', 'Constraint programming over whole numbers.', ['cpsat', 'mps'], {
    workers: integer('Workers', { description: '0 for one a core.', default: 0, minimum: 0, 'x-advanced': true }),
  }),
  solver('knapsack', 'Knapsack', 'The most valuable items that fit.', [], dataOf(KNAPSACK)),
  solver('job_shop', 'Job shop', 'Every job through its machines, done as early as possible.', [], dataOf(JOB_SHOP)),
];

const BEST = 8691;
const FIRST = 0.6;
const MOST_IMPROVEMENTS = 14;

interface Report {
  incumbent: number | undefined;
  bound: number;
  gap: number | undefined;
  nodes: number;
  iterations: number;
  /** How many solutions were found so far. */
  found: number;
  isProven: boolean;
}

/** When the optimum is proven, in seconds. */
const lengthOf = (seed: number) => 40 + 7 * (seed % 6);

/** What a solver says after so many seconds. */
export function reportAt(seed: number, seconds: number): Report {
  const isProven = seconds >= lengthOf(seed);
  const pace = 1 + 0.12 * (seed % 6);
  let found = 0;
  while (found < MOST_IMPROVEMENTS && seconds >= FIRST * pace * 1.34 ** found) found++;
  const above = Math.round(4200 * Math.exp(-0.55 * (found - 1)) * (1 + 0.1 * (seed % 4)));
  const incumbent = found === 0 ? undefined : BEST + (isProven || found === MOST_IMPROVEMENTS ? 0 : above);
  const bound = isProven ? BEST : Number((BEST - 5200 * Math.exp(-seconds / (8 * pace)) - 1).toFixed(2));
  return {
    incumbent,
    bound,
    gap: incumbent === undefined ? undefined : Math.abs(incumbent - bound) / Math.max(Math.abs(incumbent), 1e-10),
    nodes: Math.floor(seconds * 31),
    iterations: Math.floor(seconds * 870),
    found,
    isProven,
  };
}

interface SolvePoint {
  key: string;
  role: string;
  step: number;
  time: number;
  value: number;
}

/** The points of one report; those that are not known yet are left out. */
export function pointsOf(report: Report, step: number, time: number): SolvePoint[] {
  const all: [string, string, number | undefined][] = [
    ['incumbent', 'incumbent', report.incumbent],
    ['bound', 'bound', report.bound],
    ['gap', 'gap', report.gap],
    ['nodes', 'other', report.nodes],
    ['lp_iterations', 'other', report.iterations],
  ];
  return all.flatMap(([key, role, value]) => (value === undefined ? [] : [{ key, role, step, time, value }]));
}

const isTemplate = (spec: NewRun) => spec.datasetId === undefined;

export function solutionOf(spec: NewRun, objective: number, found: number): object {
  if (spec.algorithm === 'job_shop') {
    const machines = ['saw', 'drill', 'paint'].map((machine, place) => ({
      machine,
      tasks: ['A', 'B', 'C', 'D', 'E', 'F'].map((job, at) => {
        const start = place * 9 + at * 8;
        return { job, task: place, start, end: start + 5 + ((place + at) % 4) };
      }),
    }));
    return { objective, variables: { makespan: objective }, plan: { makespan: objective, machines } };
  }
  const variables = Object.fromEntries(
    Array.from({ length: 420 }, (_, at) => [`C${String(at * 3 + (found % 3)).padStart(4, '0')}`, 1]),
  );
  return { objective, variables: { ...variables, C9001: 12.5, C9002: 0.33333333333 } };
}

export function statisticsOf(spec: NewRun): object {
  return isTemplate(spec)
    ? {
        name: spec.algorithm,
        sense: 'minimize',
        variables: { continuous: 0, integer: 37, binary: 90 },
        constraints: 126,
        nonzeros: 420,
      }
    : {
        name: 'p0548',
        sense: 'minimize',
        variables: { continuous: 0, integer: 0, binary: 548 },
        constraints: 176,
        nonzeros: 1711,
      };
}

export function solveReport(outcome: string, report: Report | undefined, seconds: number, spec: NewRun): object {
  return {
    outcome,
    limit: outcome === 'feasible' ? 'time' : null,
    sense: 'minimize',
    objective: report?.incumbent ?? null,
    bound: report?.bound ?? null,
    gap: report?.gap ?? null,
    nodes: report?.nodes ?? 0,
    lpIterations: report?.iterations ?? 12,
    seconds,
    primalIntegral: report ? 1.8 + seconds / 40 : seconds,
    solver: { name: spec.algorithm === 'cp_sat' ? 'CP-SAT' : 'HiGHS', version: '1.12.0' },
    statistics: statisticsOf(spec),
    conflict: outcome === 'infeasible' ? ['demand_north', 'capacity_plant_2', 'budget_total'] : [],
  };
}

export function solveSummary(report: Report | undefined, seconds: number): Run['summary'] {
  const summary: Run['summary'] = { seconds, primal_integral: report ? 1.8 + seconds / 40 : seconds };
  if (!report) return summary;
  if (report.incumbent !== undefined) summary.objective = report.incumbent;
  if (report.gap !== undefined) summary.gap = report.gap;
  return { ...summary, bound: report.bound, nodes: report.nodes, lp_iterations: report.iterations };
}

interface SeedSolve {
  spec: NewRun;
  status: 'succeeded' | 'running';
  outcome?: Run['outcome'];
  /** Where it ended. */
  seconds?: number;
  ageMillis: number;
}

export function seedSolves(): SeedSolve[] {
  const minute = 60_000;
  const spec = (name: string, more: Partial<NewRun> & { seed?: number; limit?: number } = {}): NewRun => {
    const { seed = 0, limit = 0, ...rest } = more;
    return {
      kind: 'solve',
      name,
      algorithm: 'highs',
      datasetId: INSTANCE_ID,
      parameters: { time_limit_seconds: limit, gap_limit: 0, threads: 2, seed, presolve: 'choose' } as never,
      ...rest,
    };
  };
  return [
    ...[0, 1, 2, 3, 4].map((seed) => ({
      spec: spec(`seeds seed ${seed}`, { seed, limit: 60, tags: ['repeat-5f3a01c2'] }),
      status: 'succeeded' as const,
      outcome: seed === 4 ? ('feasible' as const) : ('optimal' as const),
      seconds: seed === 4 ? 60 : lengthOf(seed),
      ageMillis: (90 + seed) * minute,
    })),
    {
      spec: spec('p0548-proven'),
      status: 'succeeded',
      outcome: 'optimal',
      seconds: lengthOf(0),
      ageMillis: 61 * minute,
    },
    {
      spec: spec('plants-infeasible', { datasetId: undefined, algorithm: 'facility_location' }),
      status: 'succeeded',
      outcome: 'infeasible',
      seconds: 0.4,
      ageMillis: 47 * minute,
    },
    {
      spec: spec('shop-floor', { datasetId: undefined, algorithm: 'job_shop' }),
      status: 'succeeded',
      outcome: 'optimal',
      seconds: lengthOf(2),
      ageMillis: 33 * minute,
    },
    { spec: spec('p0548-live', { seed: 5 }), status: 'running', ageMillis: 0 },
  ];
}

/** What an upload of a broken model answers. */
export const malformedModel = {
  detail: 'The file has 2 malformed rows; the first is line 14: “12.5.1” is not a number.',
  errors: [
    { line: 14, column: 3, text: '    C0003     R102          12.5.1', detail: '“12.5.1” is not a number' },
    { line: 31, column: 2, text: '    C0009     R999               1', detail: 'There is no row “R999”' },
  ],
};
