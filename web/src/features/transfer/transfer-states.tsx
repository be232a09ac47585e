import type { ReactNode } from 'react';
import type { Project, ProjectImport, StoredUpload, TransferCounts } from '@/shared/api/types';
import { Sampled } from '@/shared/gallery/sampled';
import { ago, ahead, BIDI_NAME, LONG_NAME, SAMPLE_PROJECT, sampleProblem, storeAway } from '@/shared/gallery/samples';
import { Specimen, Specimens } from '@/shared/gallery/specimen';
import type { ProjectDownload } from './downloads';
import { DownloadView, ExportCard, PreviewView } from './export-card';
import type { FileUpload } from './file-uploads';
import { ImportItem, ImportList, MyFile } from './import-list';
import { ChooseFile } from './import-page';
import { fileUploadsQuery, importsQuery } from './queries';
import './transfer.css';

const nothing = () => undefined;

/** Projects on their way, as files. */
export function TransferStates(): ReactNode {
  return (
    <>
      <Exports />
      <Uploads />
      <Imports />
    </>
  );
}

// ---------------------------------------------------------------------------------------------------------------------- exports

const project: Project = {
  id: SAMPLE_PROJECT,
  name: 'Tariffs',
  description: '',
  role: 'admin',
  maxRunning: 0,
  weight: 1,
  logRetentionDays: 0,
  metricRetentionDays: 0,
  createdAt: ago(1_000_000),
};

const counts: TransferCounts = {
  datasets: 3,
  runs: 1284,
  openRuns: 0,
  studies: 2,
  models: 17,
  points: 48_211_004,
  lines: 2_100_411,
  objects: 2611,
  objectBytes: 9_120_000_000,
};

const FILE = 'tariffs-2026-11-30.signalbox.tar';

const download = (state: ProjectDownload['state'], more: Partial<ProjectDownload> = {}): ProjectDownload => ({
  projectId: SAMPLE_PROJECT,
  fileName: FILE,
  expected: 9_800_000_000,
  state,
  received: 4_120_000_000,
  speed: 0,
  ...more,
});

const brokenOff = sampleProblem(0, 'network', 'The download broke off', 'What has come is not the whole file.');

const downloads: readonly (readonly [name: string, download: ProjectDownload])[] = [
  ['Export: begins', download('running', { received: 0 })],
  ['Export: downloaded', download('running', { speed: 82_000_000 })],
  ['Export: ended', download('done', { received: 9_764_000_000 })],
  ['Export: broken off', download('failed', { problem: brokenOff.problem })],
  ['Export: a long name', download('running', { fileName: `${LONG_NAME}.signalbox.tar`, speed: 900_000 })],
];

function Exports() {
  return (
    <Specimens title="Export">
      <Specimen name="Export">
        <Sampled>
          <ExportCard project={project} />
        </Sampled>
      </Specimen>
      <Specimen name="Export: what would be in it">
        <PreviewView preview={{ fileName: FILE, content: counts, approximateBytes: 9_800_000_000 }} />
      </Specimen>
      <Specimen name="Export: of runs that have not ended">
        <PreviewView
          preview={{ fileName: FILE, content: { ...counts, openRuns: 3 }, approximateBytes: 9_800_000_000 }}
        />
      </Specimen>
      <Specimen name="Export: of an empty project">
        <PreviewView
          preview={{
            fileName: 'new-2026-11-30.signalbox.tar',
            content: {
              datasets: 0,
              runs: 0,
              openRuns: 0,
              studies: 0,
              models: 0,
              points: 0,
              lines: 0,
              objects: 0,
              objectBytes: 0,
            },
            approximateBytes: 0,
          }}
        />
      </Specimen>
      {downloads.map(([name, one]) => (
        <Specimen key={name} name={name}>
          <DownloadView download={one} />
        </Specimen>
      ))}
    </Specimens>
  );
}

// ---------------------------------------------------------------------------------------------------------------------- uploads

/** A file that says it has so many bytes, and has none. */
function fileOf(name: string, size: number): File {
  const file = new File([], name);
  Object.defineProperty(file, 'size', { value: size });
  return file;
}

const file = (state: FileUpload['state'], more: Partial<FileUpload> = {}): FileUpload => ({
  id: `gallery-file-${state}`,
  uploadId: `gallery-file-upload-${state}`,
  file: fileOf(FILE, 9_764_000_000),
  name: '',
  state,
  sent: 4_120_000_000,
  resumedAt: 0,
  speed: 0,
  ...more,
});

const nameTaken = {
  ...sampleProblem(409, 'project.name_taken', 'Conflict', 'A project with this name exists already.').problem,
  field: 'name',
};

const files: readonly (readonly [name: string, upload: FileUpload])[] = [
  ['File: prepared', file('preparing', { sent: 0 })],
  ['File: sent', file('sending', { speed: 42_000_000, resumedAt: 1_000_000_000 })],
  ['File: paused', file('paused')],
  ['File: interrupted', file('failed', { problem: storeAway.problem })],
  ['File: the import begins', file('starting', { sent: 9_764_000_000 })],
  ['File: the name is taken', file('received', { sent: 9_764_000_000, name: 'Tariffs', problem: nameTaken })],
];

const stored = (fileName: string, more: Partial<StoredUpload> = {}): StoredUpload => ({
  id: `gallery-stored-${fileName}`,
  projectId: null,
  fileName,
  fingerprint: fileName,
  sizeBytes: 9_764_000_000,
  bytesThere: 9_764_000_000,
  refusal: null,
  datasetId: null,
  createdAt: ago(4000),
  expiresAt: ahead(80_000),
  ...more,
});

function Uploads() {
  return (
    <Specimens title="Files of projects">
      <Specimen name="File: chosen here">
        <ChooseFile onChoose={nothing} />
      </Specimen>
      {files.map(([name, one]) => (
        <Specimen key={name} name={name}>
          <div className="card">
            <MyFile upload={one} />
          </div>
        </Specimen>
      ))}
    </Specimens>
  );
}

// ---------------------------------------------------------------------------------------------------------------------- imports

const imported = (state: ProjectImport['state'], more: Partial<ProjectImport> = {}): ProjectImport => ({
  id: `gallery-import-${state}`,
  state,
  uploadId: null,
  fileName: FILE,
  sizeBytes: 9_764_000_000,
  name: null,
  attempt: 1,
  fraction: 0,
  remainingSeconds: null,
  origin: null,
  content: null,
  refusal: null,
  projectId: null,
  createdAt: ago(600),
  endedAt: null,
  ...more,
});

const known = {
  origin: {
    projectId: 'gallery-origin',
    name: 'Tariffs',
    exportedAt: ago(90_000),
    product: '1.4.0',
  },
  content: counts,
} as const;

const imports: readonly (readonly [name: string, item: ProjectImport])[] = [
  ['Import: waits', imported('waiting', { attempt: 0 })],
  ['Import: begun again', imported('waiting', { attempt: 2, ...known })],
  ['Import: checked', imported('checking', { fraction: 0.09 })],
  ['Import: stored', imported('storing', { fraction: 0.55, remainingSeconds: 184, ...known })],
  ['Import: written', imported('finishing', { fraction: 0.95, ...known })],
  ['Import: done', imported('done', { fraction: 1, projectId: SAMPLE_PROJECT, endedAt: ago(60), ...known })],
  ['Import: its project was deleted', imported('done', { fraction: 1, endedAt: ago(90_000), ...known })],
  [
    'Import: damaged',
    imported('failed', {
      endedAt: ago(60),
      refusal: {
        code: 'import.damaged',
        detail:
          'The file is damaged at objects/0123456789abcdef0123456789abcdef: it does not have the checksum that was written with it. Nothing was imported.',
        entry: 'objects/0123456789abcdef0123456789abcdef',
      },
    }),
  ],
  [
    'Import: no file of a project',
    imported('failed', {
      fileName: 'holiday.tar',
      endedAt: ago(60),
      refusal: {
        code: 'import.not_a_project_file',
        detail: 'This is not the file of a project: it does not begin like one.',
        entry: null,
      },
    }),
  ],
  [
    'Import: the name is taken',
    imported('failed', {
      name: 'Tariffs',
      endedAt: ago(60),
      refusal: { code: 'project.name_taken', detail: 'A project with this name exists already.', entry: null },
      ...known,
    }),
  ],
  ['Import: cancelled', imported('cancelled', { endedAt: ago(60), ...known })],
  [
    'Import: long names',
    imported('storing', {
      name: LONG_NAME,
      fraction: 0.2,
      ...known,
      origin: { ...known.origin, name: BIDI_NAME },
    }),
  ],
];

function Imports() {
  return (
    <Specimens title="Imports">
      {imports.map(([name, item]) => (
        <Specimen key={name} name={name}>
          <div className="card">
            <ImportItem item={item} />
          </div>
        </Specimen>
      ))}
      <Specimen name="Imports, and uploads that an earlier page left" wide>
        <Sampled
          fill={({ client }) => {
            client.setQueryData(importsQuery.queryKey, { items: imports.slice(3, 6).map(([, item]) => item) });
            client.setQueryData(fileUploadsQuery.queryKey, {
              items: [stored('broken off.signalbox.tar', { bytesThere: 4_120_000_000 }), stored('there.signalbox.tar')],
            });
          }}
        >
          <ImportList />
        </Sampled>
      </Specimen>
      <Specimen name="Imports: loading">
        <Sampled>
          <ImportList />
        </Sampled>
      </Specimen>
      <Specimen name="Imports: cannot be read">
        <Sampled fill={({ refuse }) => refuse(importsQuery.queryKey, storeAway)}>
          <ImportList />
        </Sampled>
      </Specimen>
    </Specimens>
  );
}
