import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import { formatBytes, formatCount, plural } from '@/shared/format/format';
import { Button } from '@/shared/ui/button';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { Icon } from '@/shared/ui/icon';
import { PageHeader } from '@/shared/ui/page';
import { TableFrame } from '@/shared/ui/table-frame';
import { TimeAgo } from '@/shared/ui/time';
import { datasetsQuery } from './queries';
import { UploadList } from './upload-list';
import { startUpload, useUploads } from './uploads';
import './dataset.css';

export function DatasetsPage(): ReactNode {
  const { projectId = '' } = useParams({ strict: false });
  const datasets = useInfiniteQuery(datasetsQuery(projectId));
  const uploads = useUploads(projectId);
  const input = useRef<HTMLInputElement>(null);
  const [dragDepth, setDragDepth] = useState(0);
  const navigate = useNavigate();

  const take = (files: FileList | null) => {
    for (const file of files ?? []) startUpload(projectId, file);
  };
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
  const upload = (
    <Button kind="primary" icon="upload" onClick={() => input.current?.click()}>
      Upload data
    </Button>
  );
  return (
    <div className="page drop-page" {...drop}>
      <PageHeader
        title="Data"
        documentTitle="Data"
        meta={datasets.isSuccess ? plural(total, 'dataset') : undefined}
        actions={upload}
      />
      <input
        ref={input}
        type="file"
        className="visually-hidden"
        aria-label="Files to upload"
        tabIndex={-1}
        multiple
        accept=".csv,.tsv,.txt,.parquet,text/csv,application/vnd.apache.parquet"
        onChange={(event) => {
          take(event.target.files);
          event.target.value = '';
        }}
      />
      <UploadList uploads={uploads} />
      {datasets.isPending && <Skeleton />}
      {datasets.isError && <ProblemView error={datasets.error} onRetry={() => void datasets.refetch()} />}
      {datasets.isSuccess && items.length === 0 && (
        <div className="drop-zone">
          <EmptyState icon="upload" title="No data yet" action={upload}>
            Drop a CSV or Parquet table here, or choose a file. Every row is checked before it is accepted; up to 5 GiB
            a file.
          </EmptyState>
        </div>
      )}
      {items.length > 0 && (
        <TableFrame label="Datasets">
          <table className="table" aria-label="Datasets">
            <thead>
              <tr>
                <th>Name</th>
                <th>Format</th>
                <th className="number">Rows</th>
                <th className="number">Columns</th>
                <th className="number">Size</th>
                <th>Created</th>
                <th>By</th>
                <th className="number">Used by</th>
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
                  <td>{dataset.format === 'csv' ? 'CSV' : 'Parquet'}</td>
                  <td className="number">{formatCount(dataset.rows)}</td>
                  <td className="number">{formatCount(dataset.columns.length)}</td>
                  <td className="number">{formatBytes(dataset.sizeBytes)}</td>
                  <td>
                    <TimeAgo time={dataset.createdAt} />
                  </td>
                  <td>{dataset.createdBy.name}</td>
                  <td className="number">{plural(dataset.runs, 'run')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableFrame>
      )}
      {datasets.hasNextPage && (
        <div>
          <Button busy={datasets.isFetchingNextPage} onClick={() => void datasets.fetchNextPage()}>
            Show more
          </Button>
        </div>
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
