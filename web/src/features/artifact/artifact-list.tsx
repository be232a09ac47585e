import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { download } from '@/shared/api/client';
import type { Artifact } from '@/shared/api/types';
import { formatBytes } from '@/shared/format/format';
import { Button, IconButton } from '@/shared/ui/button';
import { CopyButton } from '@/shared/ui/copy-button';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { Card } from '@/shared/ui/page';
import { TableFrame } from '@/shared/ui/table-frame';
import { TimeAgo } from '@/shared/ui/time';
import { toastProblem } from '@/shared/ui/toasts';
import { csvHead } from './csv-head';
import { artifactPath, artifactsQuery, headQuery } from './queries';
import './artifact.css';

const PREVIEW_ROWS = 100;

export function ArtifactList({ runId, active }: { runId: string; active: boolean }): ReactNode {
  const artifacts = useQuery(artifactsQuery(runId));
  const [previewed, setPreviewed] = useState<string>();
  if (artifacts.isPending) return <Skeleton rows={6} />;
  if (artifacts.isError) return <ProblemView error={artifacts.error} onRetry={() => void artifacts.refetch()} />;
  const { items } = artifacts.data;
  if (items.length === 0) {
    return (
      <EmptyState icon="file" title={active ? 'No artifacts yet' : 'No artifacts'}>
        {active
          ? 'The model and its evaluation appear here when the run stores them.'
          : 'This run ended before it stored a file.'}
      </EmptyState>
    );
  }
  const shown = items.find((item) => item.name === previewed);
  return (
    <div className="stack">
      <TableFrame label="Artifacts">
        <table className="table" aria-label="Artifacts">
          <thead>
            <tr>
              <th>Name</th>
              <th>Role</th>
              <th>Type</th>
              <th className="number">Size</th>
              <th>SHA-256</th>
              <th>Stored</th>
              <th>
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <ArtifactRow
                key={item.name}
                runId={runId}
                item={item}
                open={item.name === previewed}
                onPreview={() => setPreviewed(item.name === previewed ? undefined : item.name)}
              />
            ))}
          </tbody>
        </table>
      </TableFrame>
      {shown && <Preview runId={runId} item={shown} onClose={() => setPreviewed(undefined)} />}
    </div>
  );
}

const isReadable = (item: Artifact) => /json|csv|text/.test(item.contentType) || /\.(json|csv|txt)$/.test(item.name);

function ArtifactRow({
  runId,
  item,
  open,
  onPreview,
}: {
  runId: string;
  item: Artifact;
  open: boolean;
  onPreview: () => void;
}) {
  const save = useMutation({
    mutationFn: () => download(artifactPath(runId, item.name), item.name),
    onError: (error) => toastProblem(`“${item.name}” could not be downloaded`, error),
  });
  return (
    <tr>
      <td>{item.name}</td>
      <td>{item.role}</td>
      <td className="muted">{item.contentType}</td>
      <td className="number">{formatBytes(item.sizeBytes)}</td>
      <td>
        <span className="row">
          <code title={item.sha256}>{item.sha256.slice(0, 12)}</code>
          <CopyButton text={item.sha256} label={`Copy the SHA-256 of ${item.name}`} />
        </span>
      </td>
      <td>
        <TimeAgo time={item.createdAt} />
      </td>
      <td>
        <span className="row artifact-actions">
          {isReadable(item) && (
            <IconButton
              icon="eye"
              label={open ? `Close the preview of ${item.name}` : `Preview ${item.name}`}
              className="icon-button-small"
              aria-expanded={open}
              onClick={onPreview}
            />
          )}
          <IconButton
            icon="download"
            label={`Download ${item.name}`}
            className="icon-button-small"
            disabled={save.isPending}
            onClick={() => save.mutate()}
          />
        </span>
      </td>
    </tr>
  );
}

function Preview({ runId, item, onClose }: { runId: string; item: Artifact; onClose: () => void }) {
  const head = useQuery(headQuery(runId, item.name, item.sha256));
  return (
    <Card
      title={item.name}
      aside={
        <Button kind="quiet" icon="close" onClick={onClose}>
          Close
        </Button>
      }
    >
      {head.isPending && <Skeleton rows={6} />}
      {head.isError && <ProblemView error={head.error} onRetry={() => void head.refetch()} />}
      {head.isSuccess && <Content item={item} text={head.data.text} whole={head.data.whole} />}
    </Card>
  );
}

function Content({ item, text, whole }: { item: Artifact; text: string; whole: boolean }) {
  const isCsv = item.contentType.includes('csv') || item.name.endsWith('.csv');
  if (isCsv) {
    const [header = [], ...rows] = csvHead(text, whole, PREVIEW_ROWS + 1);
    return (
      <>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
        <section className="table-frame artifact-preview" aria-label={`First rows of ${item.name}`} tabIndex={0}>
          <table className="table">
            <thead>
              <tr>
                {header.map((name) => (
                  <th key={name}>{name}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rows of a file have no other identity
                <tr key={at}>
                  {row.map((cell, column) => (
                    <td key={header[column] ?? column} className="tabular">
                      {cell}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
        <p className="muted small">The first {rows.length} rows.</p>
      </>
    );
  }
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre className="artifact-preview artifact-text" tabIndex={0}>
        {whole ? pretty(text) : text}
      </pre>
      {!whole && <p className="muted small">The first 64 kB of {formatBytes(item.sizeBytes)}.</p>}
    </>
  );
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2).slice(0, 200_000);
  } catch {
    return text;
  }
}
