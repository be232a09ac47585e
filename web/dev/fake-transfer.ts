import { randomUUID } from 'node:crypto';
import type { ExportPreview, ProjectImport, StoredUpload, TransferCounts } from '../src/shared/api/types';

const content: TransferCounts = {
  datasets: 3,
  runs: 42,
  openRuns: 1,
  studies: 2,
  models: 5,
  points: 1_204_331,
  lines: 50_112,
  objects: 61,
  objectBytes: 182_000_000,
};
const FILE = 'passengers-2026-11-30.signalbox.tar';
const SIZE = 191_000_000;
const STORED_SECONDS = 90;
const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

/** Exports, and imports of which one goes on. */
export class FakeTransfers {
  private readonly begun = Date.now();
  private readonly projectId: string;
  private imports: ProjectImport[];

  constructor(projectId: string) {
    this.projectId = projectId;
    const base = { uploadId: null, fileName: FILE, sizeBytes: SIZE, name: null, attempt: 1, remainingSeconds: null };
    const origin = { projectId: randomUUID(), name: 'Passengers', exportedAt: at(-300), product: '1.4.0' };
    this.imports = [
      {
        ...base,
        id: '01900000-0000-7000-8000-0000000000c3',
        state: 'storing',
        fraction: 0,
        origin,
        content,
        refusal: null,
        projectId: null,
        createdAt: at(-1),
        endedAt: null,
      },
      {
        ...base,
        id: '01900000-0000-7000-8000-0000000000c2',
        state: 'failed',
        fraction: 0,
        origin: null,
        content: null,
        refusal: {
          code: 'import.damaged',
          detail: 'The file is damaged at points/000031.jsonl.gz: it cannot be unpacked. Nothing was imported.',
          entry: 'points/000031.jsonl.gz',
        },
        projectId: null,
        createdAt: at(-30),
        endedAt: at(-29),
      },
      {
        ...base,
        id: '01900000-0000-7000-8000-0000000000c1',
        state: 'done',
        fraction: 1,
        origin,
        content,
        refusal: null,
        projectId,
        createdAt: at(-200),
        endedAt: at(-198),
      },
    ];
  }

  route(method: string, path: string): [number, unknown] | undefined {
    if (path === `/projects/${this.projectId}/export/preview`) return [200, this.preview()];
    if (path === `/projects/${this.projectId}/export`) return [200, 'The fake backend has no file of a project.'];
    if (path === '/uploads' && method === 'GET') return [200, { items: [this.left()] }];
    if (path === '/imports' && method === 'GET') return [200, { items: this.imports.map((one) => this.now(one)) }];
    const id = /^\/imports\/(.+)$/.exec(path)?.[1];
    if (id && method === 'DELETE') {
      this.imports = this.imports.filter((one) => one.id !== id);
      return [204, null];
    }
    return undefined;
  }

  private preview(): ExportPreview {
    return { fileName: FILE, content, approximateBytes: SIZE };
  }

  /** The one that goes on gets on. */
  private now(one: ProjectImport): ProjectImport {
    if (one.state !== 'storing') return one;
    const done = ((Date.now() - this.begun) / 1000 / STORED_SECONDS) % 1;
    return { ...one, fraction: 0.15 + 0.8 * done, remainingSeconds: (1 - done) * STORED_SECONDS };
  }

  private left(): StoredUpload {
    return {
      id: '01900000-0000-7000-8000-0000000000c9',
      projectId: null,
      fileName: 'tariffs-2026-10-01.signalbox.tar',
      fingerprint: 'tariffs|1',
      sizeBytes: 9_764_000_000,
      bytesThere: 4_120_000_000,
      refusal: null,
      datasetId: null,
      createdAt: at(-40),
      expiresAt: at(1400),
    };
  }
}
