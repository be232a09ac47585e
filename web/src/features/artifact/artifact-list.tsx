import { useMutation, useQuery } from '@tanstack/react-query';
import { Fragment, type ReactNode, useEffect, useState } from 'react';
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
import { artifactPath, artifactsQuery, blobQuery, headQuery } from './queries';
import { TableRows } from './table-rows';
import './artifact.css';

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
            {byRole(items).map(([word, own]) => (
              <Fragment key={word}>
                <tr className="artifact-group">
                  <th colSpan={6} scope="rowgroup">
                    {word} <span className="muted">{own.length}</span>
                  </th>
                </tr>
                {own.map((item) => (
                  <ArtifactRow
                    key={item.name}
                    runId={runId}
                    item={item}
                    open={item.name === previewed}
                    onPreview={() => setPreviewed(item.name === previewed ? undefined : item.name)}
                  />
                ))}
              </Fragment>
            ))}
          </tbody>
        </table>
      </TableFrame>
      {shown && <Preview runId={runId} item={shown} onClose={() => setPreviewed(undefined)} />}
    </div>
  );
}

type PreviewKind = 'table' | 'image' | 'page' | 'text';

/** What can be shown of an artifact without leaving the page. */
function previewKind(item: Artifact): PreviewKind | undefined {
  const name = item.name.toLowerCase();
  const type = item.contentType.toLowerCase();
  if (type.startsWith('text/csv') || type.includes('parquet') || /\.(csv|parquet)$/.test(name)) return 'table';
  if (/^image\/(png|jpeg|gif|webp|svg\+xml)/.test(type) || /\.(png|jpe?g|gif|webp|svg)$/.test(name)) return 'image';
  if (type.startsWith('text/html') || /\.html?$/.test(name)) return 'page';
  if (/json|text|yaml|xml/.test(type) || /\.(json|txt|log|md|ya?ml)$/.test(name)) return 'text';
  return undefined;
}

const roleWords: Record<string, string> = {
  model: 'Model',
  evaluation: 'Evaluation',
  predictions: 'Predictions',
  solution: 'Solutions',
  solve: 'Solve',
  other: 'Other files',
};

/** Artifacts have no folders: their role is what parts them. */
function byRole(items: readonly Artifact[]): [string, Artifact[]][] {
  return Object.entries(roleWords)
    .map(([role, word]): [string, Artifact[]] => [
      word,
      items.filter((item) => item.role === role || (role === 'other' && !(item.role in roleWords))),
    ])
    .filter(([, own]) => own.length > 0);
}

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
          {previewKind(item) && (
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
  const kind = previewKind(item);
  return (
    <Card
      title={item.name}
      aside={
        <Button kind="quiet" icon="close" onClick={onClose}>
          Close
        </Button>
      }
    >
      {kind === 'table' && (
        <TableRows runId={runId} name={item.name} sha256={item.sha256} label={`First rows of ${item.name}`} />
      )}
      {kind === 'image' && <ImagePreview runId={runId} item={item} />}
      {(kind === 'text' || kind === 'page') && <TextPreview runId={runId} item={item} asPage={kind === 'page'} />}
    </Card>
  );
}

const MAX_IMAGE_BYTES = 20 * 1024 * 1024;

/** An image is shown from its bytes: inside of `img`, not even an SVG runs a script. */
function ImagePreview({ runId, item }: { runId: string; item: Artifact }) {
  const small = item.sizeBytes <= MAX_IMAGE_BYTES;
  const content = useQuery({ ...blobQuery(runId, item.name, item.sha256), enabled: small });
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (!content.data) return;
    const next = URL.createObjectURL(content.data);
    setUrl(next);
    return () => URL.revokeObjectURL(next);
  }, [content.data]);
  if (!small) return <p className="muted">Too large to be shown; download it instead.</p>;
  if (content.isError) return <ProblemView error={content.error} onRetry={() => void content.refetch()} />;
  return url ? <img className="artifact-image" src={url} alt={item.name} /> : <Skeleton rows={1} height={240} />;
}

function TextPreview({ runId, item, asPage }: { runId: string; item: Artifact; asPage: boolean }) {
  const head = useQuery(headQuery(runId, item.name, item.sha256));
  if (head.isPending) return <Skeleton rows={6} />;
  if (head.isError) return <ProblemView error={head.error} onRetry={() => void head.refetch()} />;
  const { text, whole } = head.data;
  return (
    <>
      {asPage ? (
        // An empty sandbox: no script, no form, no link out, and an origin of its own.
        <iframe className="artifact-frame" sandbox="" srcDoc={text} title={item.name} referrerPolicy="no-referrer" />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <pre className="artifact-preview artifact-text" tabIndex={0}>
          {whole ? pretty(text) : text}
        </pre>
      )}
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
