import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { type DragEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { Dataset } from '@/shared/api/types';
import { formatBytes, formatCount, plural } from '@/shared/format/format';
import { Button } from '@/shared/ui/button';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { Icon } from '@/shared/ui/icon';
import { PageHeader } from '@/shared/ui/page';
import { TableFrame } from '@/shared/ui/table-frame';
import { TimeAgo } from '@/shared/ui/time';
import { useSentFiles } from '@/shared/upload/sent-files';
import type { DatasetsSearch } from './dataset-search';
import { DatasetUploads } from './dataset-uploads';
import { countWords, formatWord, isInstance, variablesOf } from './instance';
import { QualityFlags } from './quality-flags';
import { latestDatasetsQuery } from './queries';
import { sampleFiles } from './sample-files';
import { UploadPanel } from './upload-panel';
import { uploads } from './uploads';
import './dataset.css';

export function DatasetsPage(): ReactNode {
  const { projectId = '' } = useParams({ strict: false });
  const { q, task, upload: openUpload, versionOf } = useSearch({ strict: false }) as DatasetsSearch;
  const datasets = useInfiniteQuery(latestDatasetsQuery(projectId, { q, task }));
  const input = useRef<HTMLInputElement>(null);
  const uploadButton = useRef<HTMLSpanElement>(null);
  const [dragDepth, setDragDepth] = useState(0);
  const navigate = useNavigate();
  const show = (search: Partial<DatasetsSearch>, replace = true) =>
    void navigate({ to: '.', search: ((old: DatasetsSearch) => ({ ...old, ...search })) as never, replace });

  const [lastStarted, setLastStarted] = useState<string>();
  const take = (files: Iterable<File> | null) => {
    let first: string | undefined;
    for (const file of files ?? []) {
      const id = uploads.start(file, { projectId, versionOf });
      first ??= id;
    }
    if (first) setLastStarted(first);
    if (versionOf) show({ versionOf: undefined });
  };
  // The panel of what was just chosen opens by itself, once there is an id for the address; never over one that is open.
  const started = useSentFiles(uploads).find((one) => one.id === lastStarted);
  const startedId = started?.uploadId;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new id opens the panel
  useEffect(() => {
    if (startedId && !openUpload) show({ upload: startedId }, false);
  }, [startedId]);

  const holdsFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');
  const drop = {
    onDragEnter: (event: DragEvent) => holdsFiles(event) && setDragDepth((depth) => depth + 1),
    onDragLeave: (event: DragEvent) => holdsFiles(event) && setDragDepth((depth) => Math.max(0, depth - 1)),
    onDragOver: (event: DragEvent) => holdsFiles(event) && event.preventDefault(),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setDragDepth(0);
      take(event.dataTransfer.files);
    },
  };

  const items = datasets.data?.pages.flatMap((page) => page.items) ?? [];
  const total = datasets.data?.pages[0]?.total ?? 0;
  const isFiltered = q !== undefined || task !== undefined;
  const upload = (
    <Button kind="primary" icon="upload" onClick={() => input.current?.click()}>
      {versionOf ? 'Choose the new version’s file' : 'Upload data'}
    </Button>
  );
  return (
    <div className="page drop-page" {...drop}>
      <PageHeader
        title="Data"
        documentTitle="Data"
        meta={datasets.isSuccess && !isFiltered ? plural(total, 'dataset') : undefined}
        actions={<span ref={uploadButton}>{upload}</span>}
      />
      <input
        ref={input}
        type="file"
        className="visually-hidden"
        aria-label="Files to upload"
        tabIndex={-1}
        multiple
        accept=".csv,.tsv,.txt,.parquet,.jsonl,.ndjson,.xlsx,.mps,.lp,.json,.pb,.gz,text/csv,application/vnd.apache.parquet"
        onChange={(event) => {
          take([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
      <DatasetUploads projectId={projectId} />
      <FilterBar q={q} task={task} onChange={show} />
      {datasets.isPending && <Skeleton />}
      {datasets.isError && <ProblemView error={datasets.error} onRetry={() => void datasets.refetch()} />}
      {datasets.isSuccess && items.length === 0 && isFiltered && (
        <EmptyState
          icon="search"
          title="No dataset matches"
          action={<Button onClick={() => show({ q: undefined, task: undefined })}>Clear the filter</Button>}
        >
          Nothing is called {q ? `“${q}”` : 'so'}
          {task ? ` and has a target for a ${task}` : ''}.
        </EmptyState>
      )}
      {datasets.isSuccess && items.length === 0 && !isFiltered && (
        <>
          <div className="drop-zone">
            <EmptyState icon="upload" title="No data yet" action={upload}>
              Drop a CSV, Parquet, JSONL or XLSX table anywhere on this page, or an optimisation model as MPS, LP or
              CP-SAT (.cpsat.json, .cpsat.pb), or choose a file: up to 5 GiB, and an upload that breaks off goes on
              where it ended.
            </EmptyState>
          </div>
          <SampleFiles onChoose={(file) => take([file])} />
        </>
      )}
      {items.length > 0 && <DatasetTable projectId={projectId} items={items} />}
      {datasets.hasNextPage && (
        <div>
          <Button busy={datasets.isFetchingNextPage} onClick={() => void datasets.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
      {openUpload && (
        <UploadPanel
          uploadId={openUpload}
          onClose={() => {
            show({ upload: undefined });
            uploadButton.current?.querySelector('button')?.focus();
          }}
        />
      )}
      {dragDepth > 0 && (
        <div className="drop-overlay" aria-hidden="true">
          <Icon name="upload" size={32} />
          Drop to upload
        </div>
      )}
    </div>
  );
}

function FilterBar({
  q,
  task,
  onChange,
}: {
  q: string | undefined;
  task: DatasetsSearch['task'];
  onChange: (search: Partial<DatasetsSearch>) => void;
}) {
  const [words, setWords] = useState(q ?? '');
  useEffect(() => setWords(q ?? ''), [q]);
  useEffect(() => {
    if (words === (q ?? '')) return;
    const timer = setTimeout(() => onChange({ q: words === '' ? undefined : words }), 200);
    return () => clearTimeout(timer);
  });
  return (
    <search className="row filter-row">
      <input
        className="input"
        type="search"
        aria-label="Filter by name"
        placeholder="Filter by name"
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
      <select
        className="input select"
        aria-label="Task"
        value={task ?? ''}
        onChange={(event) => onChange({ task: (event.target.value || undefined) as DatasetsSearch['task'] })}
      >
        <option value="">Any task</option>
        <option value="classification">Classification</option>
        <option value="regression">Regression</option>
      </select>
    </search>
  );
}

export function DatasetTable({ projectId, items }: { projectId: string; items: readonly Dataset[] }) {
  const navigate = useNavigate();
  return (
    <TableFrame label="Datasets">
      <table className="table" aria-label="Datasets">
        <thead>
          <tr>
            <th>Name</th>
            <th>Version</th>
            <th className="number" title="Of an instance: its constraints">
              Rows
            </th>
            <th className="number" title="Of an instance: its variables">
              Columns
            </th>
            <th className="number">Size</th>
            <th>Task</th>
            <th>Quality</th>
            <th className="number">Used by</th>
            <th>Created</th>
            <th>Owner</th>
          </tr>
        </thead>
        <tbody>
          {items.map((dataset) => (
            <tr
              key={dataset.id}
              className="clickable"
              onClick={(event) => {
                if ((event.target as HTMLElement).closest('a')) return;
                void navigate({
                  to: '/projects/$projectId/datasets/$datasetId',
                  params: { projectId, datasetId: dataset.id },
                });
              }}
            >
              <td>
                <Link to="/projects/$projectId/datasets/$datasetId" params={{ projectId, datasetId: dataset.id }}>
                  {dataset.name}
                </Link>
              </td>
              <td>v{dataset.version}</td>
              <SizeCells dataset={dataset} />
              <td className="number">{formatBytes(dataset.sizeBytes)}</td>
              <td>
                <TaskHint dataset={dataset} />
              </td>
              <td>
                <QualityFlags dataset={dataset} />
              </td>
              <td className="number">{plural(dataset.runs, 'run')}</td>
              <td>
                <TimeAgo time={dataset.createdAt} />
              </td>
              <td>{dataset.createdBy.name}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

/** An instance has constraints and variables where a table has rows and columns. */
function SizeCells({ dataset }: { dataset: Dataset }) {
  if (!isInstance(dataset)) {
    return (
      <>
        <td className="number">{formatCount(dataset.rows)}</td>
        <td className="number">{formatCount(dataset.columns.length)}</td>
      </>
    );
  }
  const { model } = dataset;
  return (
    <>
      <td className="number" title="constraints">
        {countWords(model?.constraints)}
      </td>
      <td className="number" title="variables">
        {countWords(model && variablesOf(model))}
      </td>
    </>
  );
}

function TaskHint({ dataset }: { dataset: Dataset }) {
  if (isInstance(dataset)) return <>optimisation instance, {formatWord(dataset.format)}</>;
  return dataset.task ? <span title={`Target: ${dataset.target}`}>{dataset.task}</span> : <>–</>;
}

function SampleFiles({ onChoose }: { onChoose: (file: File) => void }) {
  return (
    <section className="stack" aria-label="Sample files">
      <h2 className="section-title">Or try a sample</h2>
      <ul className="grid-cards">
        {sampleFiles.map((sample) => (
          <li key={sample.name} className="card sample-card">
            <div className="grow">
              <strong>{sample.name}</strong>
              <p className="muted">{sample.about}</p>
            </div>
            <Button onClick={() => onChoose(sample.make())} aria-label={`Try it: ${sample.name}`}>
              Try it
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
