import { type ReactNode, useCallback, useState } from 'react';
import type { ColumnProfile, Dataset } from '@/shared/api/types';
import { Sampled, type Samples } from '@/shared/gallery/sampled';
import { ago, BIDI_NAME, LONG_NAME, SAMPLE_PROJECT, sampleDataset, storeAway } from '@/shared/gallery/samples';
import { Specimen, Specimens } from '@/shared/gallery/specimen';
import { DatasetTable } from './datasets-page';
import { HeatMap } from './heat-map';
import { LineageTab } from './lineage-tab';
import { ModelStatistics } from './model-statistics';
import { ProfileCards } from './profile-cards';
import { QualityFlags } from './quality-flags';
import { differenceQuery, lineageQuery, profileQuery, targetCheckQuery, versionsQuery } from './queries';
import { RowGrid } from './row-grid';
import type { Row } from './row-order';
import { UploadStates } from './upload-states';
import { VersionsTab } from './versions-tab';
import './dataset.css';

const nothing = () => undefined;
const noVariables = { continuous: null, integer: null, binary: null };
const p0548 = {
  name: 'p0548',
  sense: 'minimize' as const,
  variables: { continuous: 0, integer: 0, binary: 548 },
  constraints: 176,
  nonzeros: 1711,
};

/** Data on its way, its profile, its versions and what was made of it. */
export function DatasetStates(): ReactNode {
  return (
    <>
      <Lists />
      <Profiles />
      <Grids />
      <UploadStates />
      <Versions />
      <Lineages />
      <Models />
    </>
  );
}

// ------------------------------------------------------------------------------------------------------------------------ lists

const qualities: readonly (readonly [name: string, more: Partial<Dataset>])[] = [
  ['Quality: nobody looked', { quality: null }],
  ['Quality: good', {}],
  [
    'Quality: everything at once',
    {
      quality: { missingShare: 0.124, duplicateShare: 0.0004, leaking: ['cancelled_at', LONG_NAME] },
      skippedRows: 48_211,
    },
  ],
];

function Lists() {
  const items = [
    sampleDataset('churn.csv'),
    sampleDataset('huge.parquet', {
      format: 'parquet',
      rows: 12_345_678_901,
      sizeBytes: 4_294_967_296_000,
      runs: 12_345,
      task: 'regression',
    }),
    sampleDataset(LONG_NAME, { task: null, target: null, quality: null, runs: 0 }),
    sampleDataset(BIDI_NAME, { id: 'gallery-turned', quality: { missingShare: 0.3, duplicateShare: 0, leaking: [] } }),
    sampleDataset('p0548.mps', { format: 'mps', model: p0548, task: null, quality: null }),
    sampleDataset('uncounted.lp', { format: 'lp', model: null, task: null, quality: null }),
  ];
  return (
    <Specimens title="Datasets">
      <Specimen name="Datasets" wide>
        <DatasetTable projectId={SAMPLE_PROJECT} items={items} />
      </Specimen>
      {qualities.map(([name, more]) => (
        <Specimen key={name} name={name}>
          <QualityFlags dataset={sampleDataset(name, more)} />
        </Specimen>
      ))}
    </Specimens>
  );
}

// ---------------------------------------------------------------------------------------------------------------------- profile

const edges = Array.from({ length: 21 }, (_, at) => at * 4);
const counts = Array.from({ length: 20 }, (_, at) => Math.round(80 * Math.exp(-((at - 8) ** 2) / 20)));

const columns: readonly ColumnProfile[] = [
  {
    name: 'age',
    type: 'integer',
    missing: 12,
    distinct: 73,
    distinctExact: true,
    minimum: '18',
    maximum: '94',
    mean: 41.2,
    standardDeviation: 13.8,
    quantiles: { '0.25': 30, '0.5': 40, '0.75': 51 },
    histogram: { edges, counts },
  },
  {
    name: 'revenue',
    type: 'number',
    missing: 400,
    distinct: 12_345_678,
    distinctExact: false,
    minimum: '-1e12',
    maximum: '2.5e15',
    mean: 1.234e12,
    standardDeviation: 9.1e13,
    quantiles: { '0.25': 0, '0.5': 1e-9, '0.75': 3.1e11 },
    histogram: { edges: [-1e12, 0, 2.5e15], counts: [1, 799] },
  },
  {
    name: 'plan',
    type: 'string',
    missing: 0,
    distinct: 9,
    distinctExact: true,
    topValues: [
      { value: 'basic', count: 500 },
      { value: '', count: 120 },
      { value: LONG_NAME, count: 90 },
      { value: BIDI_NAME, count: 60 },
    ],
  },
  { name: LONG_NAME, type: 'string', missing: 800, distinct: 0, distinctExact: true, topValues: [] },
  {
    name: 'seen_at',
    type: 'datetime',
    missing: 0,
    distinct: 800,
    distinctExact: true,
    minimum: '2026-01-01T00:00:00Z',
    maximum: '2026-11-23T14:03:22Z',
    histogram: { edges: edges.map((at) => 1_767_225_600 + at * 350_000), counts },
  },
  {
    name: 'churned',
    type: 'boolean',
    missing: 0,
    distinct: 2,
    distinctExact: true,
    topValues: [
      { value: 'false', count: 553 },
      { value: 'true', count: 247 },
    ],
  },
];

const profiled = sampleDataset('profiled.csv', { columns: columns.map(({ name, type }) => ({ name, type })) });
const profile = ({ client }: Samples) => {
  client.setQueryData(profileQuery(profiled.id).queryKey, {
    rows: 800,
    sampledRows: 500,
    duplicateRows: 3,
    duplicateRowsOf: 800,
    correlations: {
      columns: ['age', 'revenue', 'constant'],
      values: [
        [1, -0.62, null],
        [-0.62, 1, null],
        [null, null, null],
      ],
      rows: 500,
    },
    columns: [...columns],
  });
  client.setQueryData(targetCheckQuery(profiled.id, 'churned').queryKey, {
    target: 'churned',
    task: 'classification',
    rows: 800,
    missing: 12,
    classes: [
      { value: 'false', count: 553 },
      { value: 'true', count: 235 },
    ],
    warnings: [
      { code: 'leakage', column: 'cancelled_at', detail: 'It is there exactly when the target is true.' },
      { code: 'identifier', column: 'customer_id', detail: 'Each of its values is there once.' },
      { code: 'imbalance', detail: 'The rarest class has 30 % of the rows.' },
    ],
  });
};

function Profiles() {
  const names = Array.from({ length: 20 }, (_, at) => `column_${at}`);
  const values = names.map((_, row) => names.map((__, column) => Math.cos((row - column) / 3)));
  return (
    <Specimens title="Profile">
      <Specimen name="Profile" wide>
        <Sampled fill={profile}>
          <ProfileCards dataset={profiled} target="churned" />
        </Sampled>
      </Specimen>
      <Specimen name="Profile: loading">
        <Sampled>
          <ProfileCards dataset={sampleDataset('profiled later.csv')} target={undefined} />
        </Sampled>
      </Specimen>
      <Specimen name="Profile: cannot be read">
        <Sampled fill={({ refuse }) => refuse(profileQuery('gallery-profile-away').queryKey, storeAway)}>
          <ProfileCards dataset={sampleDataset('profile away', { id: 'gallery-profile-away' })} target={undefined} />
        </Sampled>
      </Specimen>
      <Specimen name="Correlations of many columns">
        <HeatMap columns={names} values={values} />
      </Specimen>
    </Specimens>
  );
}

const known: Row[] = Array.from({ length: 30 }, (_, at) => ({
  number: at + 1,
  values: [String(18 + at), at % 7 === 3 ? null : 'plus', at % 5 === 0 ? LONG_NAME : BIDI_NAME],
}));

function Grids() {
  const [pins, setPins] = useState<readonly string[]>(['age']);
  const [sort, setSort] = useState<string | undefined>('-age');
  const rowAt = useCallback((index: number) => known[index], []);
  const unread = useCallback(() => undefined, []);
  const shown = [
    { name: 'age', type: 'integer' },
    { name: 'plan', type: 'string' },
    { name: LONG_NAME, type: 'string' },
  ] as const;
  const descending = sort?.startsWith('-') ?? false;
  return (
    <Specimens title="Rows">
      <Specimen name="Rows: sorted, with a pinned column">
        <RowGrid
          columns={shown}
          count={known.length}
          rowAt={rowAt}
          pins={pins}
          sort={sort === undefined ? undefined : { column: descending ? sort.slice(1) : sort, descending }}
          onSort={setSort}
          onPin={(column) => setPins(pins.includes(column) ? [] : [column])}
          onRange={nothing}
          label="Rows of a table"
        />
      </Specimen>
      <Specimen name="Rows: still read">
        <RowGrid
          columns={shown}
          count={12_345_678}
          rowAt={unread}
          pins={[]}
          sort={undefined}
          onSort={nothing}
          onPin={nothing}
          onRange={nothing}
          label="Rows that are read"
        />
      </Specimen>
    </Specimens>
  );
}

// -------------------------------------------------------------------------------------------------------- versions and lineage

const third = sampleDataset('versioned.csv');
const second = sampleDataset('versioned.csv', { id: 'gallery-second', version: 2, latest: false, rows: 700 });
const only = sampleDataset('only.csv', { version: 1 });

const versions = ({ client }: Samples) => {
  client.setQueryData(versionsQuery(third.id).queryKey, { items: [third, second], nextCursor: null, total: 2 });
  client.setQueryData(differenceQuery(third.id, second.id).queryKey, {
    rows: 800,
    baseRows: 700,
    added: [{ name: 'region', type: 'string' }],
    removed: [{ name: 'fax', type: 'string' }],
    changed: [{ name: 'age', from: 'number', to: 'integer' }],
    drift: [
      { name: 'age', measure: 'psi', value: 0.312, ks: 0.21, size: 'large', missing: 0.12, baseMissing: 0 },
      { name: 'plan', measure: 'total_variation', value: 0.14, ks: null, size: 'medium', missing: 0, baseMissing: 0 },
      { name: LONG_NAME, measure: 'psi', value: 0.0001, ks: 0.01, size: 'small', missing: 0, baseMissing: 0 },
    ],
    sampledRows: 500,
    baseSampledRows: 700,
  });
};

function Versions() {
  return (
    <Specimens title="Versions">
      <Specimen name="Versions and what differs" wide>
        <Sampled fill={versions}>
          <VersionsTab dataset={third} base={undefined} />
        </Sampled>
      </Specimen>
      <Specimen name="Versions: one alone" wide>
        <Sampled
          fill={({ client }) =>
            client.setQueryData(versionsQuery(only.id).queryKey, { items: [only], nextCursor: null, total: 1 })
          }
        >
          <VersionsTab dataset={only} base={undefined} />
        </Sampled>
      </Specimen>
      <Specimen name="Versions: loading">
        <Sampled>
          <VersionsTab dataset={sampleDataset('versions later.csv')} base={undefined} />
        </Sampled>
      </Specimen>
    </Specimens>
  );
}

const none = { total: 0, items: [] };
const made = (id: string, name: string, status: 'succeeded' | 'failed' | 'running') => ({
  id: `gallery-${id}`,
  name,
  status,
  createdAt: ago(5000),
});

function Lineages() {
  return (
    <Specimens title="Lineage">
      <Specimen name="Lineage" wide>
        <Sampled
          fill={({ client }) =>
            client.setQueryData(lineageQuery('gallery-lineage').queryKey, {
              trainings: {
                total: 1234,
                items: [made('training-1', 'churn', 'succeeded'), made('training-2', LONG_NAME, 'failed')],
              },
              models: {
                total: 1,
                items: [{ id: 'gallery-model', name: 'churn', version: 4, runId: 'gallery-run', createdAt: ago(4000) }],
              },
              predictions: none,
              solves: { total: 1, items: [made('solve-1', BIDI_NAME, 'running')] },
            })
          }
        >
          <LineageTab projectId={SAMPLE_PROJECT} datasetId="gallery-lineage" />
        </Sampled>
      </Specimen>
      <Specimen name="Lineage: nothing was made">
        <Sampled
          fill={({ client }) =>
            client.setQueryData(lineageQuery('gallery-alone').queryKey, {
              trainings: none,
              models: none,
              predictions: none,
            })
          }
        >
          <LineageTab projectId={SAMPLE_PROJECT} datasetId="gallery-alone" />
        </Sampled>
      </Specimen>
      <Specimen name="Lineage: loading">
        <Sampled>
          <LineageTab projectId={SAMPLE_PROJECT} datasetId="gallery-lineage-later" />
        </Sampled>
      </Specimen>
    </Specimens>
  );
}

function Models() {
  return (
    <Specimens title="Models of instances">
      <Specimen name="Model">
        <ModelStatistics model={p0548} />
      </Specimen>
      <Specimen name="Model: only partly counted">
        <ModelStatistics
          model={{ name: LONG_NAME, sense: null, variables: noVariables, constraints: 1_234_567, nonzeros: null }}
        />
      </Specimen>
    </Specimens>
  );
}
