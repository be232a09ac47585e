import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ExportPreview, Project } from '@/shared/api/types';
import { formatBytes, plural } from '@/shared/format/format';
import { Button, IconButton } from '@/shared/ui/button';
import { CopyButton } from '@/shared/ui/copy-button';
import { Banner, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { Card, Facts } from '@/shared/ui/page';
import { FileRow } from '@/shared/upload/file-row';
import {
  forgetDownload,
  LARGE_BYTES,
  type ProjectDownload,
  savesThroughMemory,
  startDownload,
  stopDownload,
  useDownload,
} from './downloads';
import { exportPreviewQuery } from './queries';
import { contentWords, downloadFraction, downloadWords } from './transfer-words';
import './transfer.css';

/** The whole project as one file: first what would be in it, then the download. */
export function ExportCard({ project }: { project: Project }) {
  const download = useDownload(project.id);
  const [asked, setAsked] = useState(false);
  return (
    <Card title="Export the project">
      <div className="stack">
        <p className="muted">
          Everything of it as one file with checksums, from which a project can be made again, here or in another
          installation. Not in it: webhooks, secrets and tokens, the rights of members, and what other members keep for
          themselves.
        </p>
        {download ? (
          <DownloadView download={download} />
        ) : asked ? (
          <Preview projectId={project.id} onClose={() => setAsked(false)} />
        ) : (
          <div className="row">
            <Button icon="download" onClick={() => setAsked(true)}>
              Export the project…
            </Button>
          </div>
        )}
      </div>
    </Card>
  );
}

function Preview({ projectId, onClose }: { projectId: string; onClose: () => void }) {
  const preview = useQuery(exportPreviewQuery(projectId));
  if (preview.isPending) return <Skeleton rows={3} />;
  if (preview.isError) return <ProblemView error={preview.error} onRetry={() => void preview.refetch()} />;
  const { fileName, approximateBytes } = preview.data;
  return (
    <>
      <PreviewView preview={preview.data} />
      {approximateBytes >= LARGE_BYTES && savesThroughMemory() && (
        <Banner tone="warning">
          This browser holds the whole file before it saves it. One that saves while it downloads, such as Chrome or
          Edge, or the command below are better for a file of this size.
        </Banner>
      )}
      <div className="row">
        <Button
          kind="primary"
          icon="download"
          onClick={() => void startDownload({ projectId, fileName, expected: approximateBytes })}
        >
          Download
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </div>
      <FromATerminal projectId={projectId} />
    </>
  );
}

export function PreviewView({ preview }: { preview: ExportPreview }) {
  const { content } = preview;
  return (
    <>
      <Facts
        items={[
          ['File', preview.fileName],
          ['Size', `about ${formatBytes(preview.approximateBytes)}`],
          ['In it', contentWords(content)],
        ]}
      />
      {content.openRuns > 0 && (
        <Banner tone="info">
          {plural(content.openRuns, 'run has', 'runs have')} not ended: what is there of{' '}
          {content.openRuns === 1 ? 'it' : 'them'} is in the file, and comes as cancelled where it is imported.
        </Banner>
      )}
    </>
  );
}

/** The same for scripts, and for files that are too large for a browser. */
function FromATerminal({ projectId }: { projectId: string }) {
  const address = `${globalThis.location.origin}/api/v1/projects/${projectId}/export`;
  const command = `curl --fail --remote-name --remote-header-name -H "Authorization: Bearer $TOKEN" ${address}`;
  return (
    <div className="terminal-hint muted small">
      <p>With an API token from a terminal:</p>
      <code>{command}</code>
      <CopyButton text={command} label="Copy the command" />
    </div>
  );
}

export function DownloadView({ download }: { download: ProjectDownload }) {
  const { projectId, fileName, expected, state, problem } = download;
  return (
    <div className="stack">
      <FileRow
        name={fileName}
        words={downloadWords(download)}
        progress={
          state === 'running' ? { label: `Download of ${fileName}`, fraction: downloadFraction(download) } : undefined
        }
        actions={
          <>
            {state === 'running' && <Button onClick={() => stopDownload(projectId)}>Cancel</Button>}
            {state === 'failed' && (
              <Button kind="primary" onClick={() => void startDownload({ projectId, fileName, expected })}>
                Try again
              </Button>
            )}
            {state !== 'running' && (
              <IconButton icon="close" label={`Dismiss ${fileName}`} onClick={() => forgetDownload(projectId)} />
            )}
          </>
        }
      />
      {state === 'failed' && problem && (
        <p className="tone-error" role="alert">
          <strong>{problem.title}.</strong> {problem.detail}
        </p>
      )}
    </div>
  );
}
