import type { ReactNode } from 'react';
import type { StoredUpload, TableFault, UploadTable } from '@/shared/api/types';
import { Sampled, type Samples } from '@/shared/gallery/sampled';
import {
  ago,
  ahead,
  BIDI_NAME,
  LONG_NAME,
  SAMPLE_PROJECT,
  sampleDataset,
  sampleProblem,
  storeAway,
} from '@/shared/gallery/samples';
import { Specimen, Specimens } from '@/shared/gallery/specimen';
import { DatasetUploads, MyUpload } from './dataset-uploads';
import { FaultTable } from './fault-table';
import { InstanceStep } from './instance-step';
import { uploadsQuery, uploadTableQuery } from './queries';
import { SchemaStep } from './schema-step';
import type { Upload } from './uploads';
import './dataset.css';
import './upload-panel.css';

const nothing = () => undefined;

/** Files on their way to a dataset. */
export function UploadStates(): ReactNode {
  return (
    <>
      <Faults />
      <Uploads />
      <Schemas />
    </>
  );
}

// ----------------------------------------------------------------------------------------------------------------------- faults

const faults: TableFault[] = [
  { line: 17, column: 3, text: '12,5 kg', detail: '“12,5 kg” is not a number.' },
  { line: 48_211, column: null, text: 'a,b,c,d', detail: 'The row has 4 cells; there are 3 columns.' },
  { line: 48_212, column: 1, text: LONG_NAME, detail: 'It is longer than a cell may be.' },
  { line: 48_213, column: 2, text: `\u0000${BIDI_NAME}`, detail: 'It is not UTF-8.' },
  { line: null, column: null, text: null, detail: 'The file ends within a quoted text.' },
];

function Faults() {
  return (
    <Specimens title="Bad rows">
      <Specimen name="Bad rows">
        <FaultTable faults={faults} total={faults.length} label="Bad rows of churn.csv" />
      </Specimen>
      <Specimen name="Bad rows: more than are listed">
        <FaultTable faults={faults.slice(0, 2)} total={1_234_567} label="Bad rows of huge.csv" />
      </Specimen>
    </Specimens>
  );
}

// ---------------------------------------------------------------------------------------------------------------------- uploads

const upload = (fileName: string, more: Partial<StoredUpload> = {}): StoredUpload => ({
  id: `gallery-upload-${fileName}`,
  projectId: SAMPLE_PROJECT,
  fileName,
  fingerprint: fileName,
  sizeBytes: 10_000_000,
  bytesThere: 10_000_000,
  refusal: null,
  datasetId: null,
  createdAt: ago(400),
  expiresAt: ahead(80_000),
  ...more,
});

/** A file that says it has so many bytes, and has none. */
function fileOf(name: string, size: number): File {
  const file = new File([], name);
  Object.defineProperty(file, 'size', { value: size });
  return file;
}

const mine = (state: Upload['state'], more: Partial<Upload> = {}): Upload => ({
  id: `gallery-${state}`,
  uploadId: `gallery-upload-${state}`,
  projectId: SAMPLE_PROJECT,
  file: fileOf('churn.csv', 1_000_000_000),
  state,
  sent: 420_000_000,
  resumedAt: 0,
  speed: 0,
  ...more,
});

const uploads: readonly (readonly [name: string, upload: Upload])[] = [
  ['Upload: prepared', mine('preparing', { sent: 0 })],
  ['Upload: sent', mine('sending', { speed: 12_500_000 })],
  ['Upload: resumed', mine('sending', { speed: 900_000, resumedAt: 400_000_000 })],
  ['Upload: paused', mine('paused')],
  ['Upload: interrupted', mine('failed', { problem: storeAway.problem })],
  ['Upload: received', mine('received', { sent: 1_000_000_000 })],
  ['Upload: stored', mine('done', { sent: 1_000_000_000, dataset: sampleDataset('stored.csv') })],
  ['Upload: a long name', mine('sending', { file: fileOf(LONG_NAME, 5_000_000_000), speed: 90_000 })],
];

const left = [
  upload('broken off.csv', { bytesThere: 4_200_000 }),
  upload('refused.csv', { refusal: { code: 'dataset.malformed', detail: '12 rows cannot be read.' } }),
  upload('not yet a dataset.csv'),
];

function Uploads() {
  return (
    <Specimens title="Uploads">
      {uploads.map(([name, one]) => (
        <Specimen key={name} name={name}>
          <div className="card">
            <MyUpload upload={one} />
          </div>
        </Specimen>
      ))}
      <Specimen name="Uploads that an earlier page left" wide>
        <Sampled fill={({ client }) => client.setQueryData(uploadsQuery(SAMPLE_PROJECT).queryKey, { items: left })}>
          <DatasetUploads projectId={SAMPLE_PROJECT} />
        </Sampled>
      </Specimen>
    </Specimens>
  );
}

// ----------------------------------------------------------------------------------------------------------------------- schema

const table: UploadTable = {
  dialect: {
    format: 'csv',
    delimiter: ';',
    encoding: 'windows-1252',
    decimal: ',',
    header: true,
    missing: ['NA', '-'],
  },
  columns: [
    { name: 'age', type: 'integer', found: 'integer' },
    { name: 'plan', type: 'string', found: 'string' },
    { name: LONG_NAME, type: 'number', found: 'string' },
  ],
  rows: [
    ['41', 'plus', '12,5'],
    ['18', null, BIDI_NAME],
  ],
  rowsRead: 800,
  whole: true,
  faults: [],
  faultCount: 0,
  target: 'plan',
  same: null,
};

const wish = (whole: boolean) => ({ dialect: undefined, types: [], whole });
const numeric = { type: 'number', found: 'number' } as const;
const small = upload('good.csv');
const bad = upload('bad.csv');
const large = upload('large.csv', { sizeBytes: 5_000_000_000, bytesThere: 5_000_000_000 });
const unreadable = upload('unreadable.csv');

const schemas: readonly (readonly [name: string, upload: StoredUpload, fill: (samples: Samples) => void])[] = [
  ['Schema', small, ({ client }) => client.setQueryData(uploadTableQuery(small.id, wish(true)).queryKey, table)],
  [
    'Schema: bad rows, of a table that is stored already',
    bad,
    ({ client }) =>
      client.setQueryData(uploadTableQuery(bad.id, wish(true)).queryKey, {
        ...table,
        faults,
        faultCount: faults.length,
        same: sampleDataset('the same.csv'),
      }),
  ],
  [
    'Schema: a sample of a large file',
    large,
    ({ client }) =>
      client.setQueryData(uploadTableQuery(large.id, wish(false)).queryKey, {
        ...table,
        whole: false,
        columns: Array.from({ length: 70 }, (_, at) => ({ name: `c${at}`, ...numeric })),
        rows: [Array.from({ length: 70 }, (_, at) => String(at))],
      }),
  ],
  [
    'Schema: cannot be read',
    unreadable,
    ({ refuse }) =>
      refuse(
        uploadTableQuery(unreadable.id, wish(true)).queryKey,
        sampleProblem(422, 'dataset.unreadable', 'Not a table', 'It is neither CSV, JSONL, Parquet nor XLSX.'),
      ),
  ],
  ['Schema: loading', upload('loading.csv'), nothing],
];

function Schemas() {
  return (
    <Specimens title="From a file to a dataset">
      {schemas.map(([name, one, fill]) => (
        <Specimen key={name} name={name} wide>
          <Sampled fill={fill}>
            <SchemaStep upload={one} onDone={nothing} />
          </Sampled>
        </Specimen>
      ))}
      <Specimen name="An instance">
        <Sampled>
          <InstanceStep upload={upload('p0548.lp')} format="lp" onDone={nothing} />
        </Sampled>
      </Specimen>
    </Specimens>
  );
}
