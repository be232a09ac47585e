import { Link } from '@tanstack/react-router';
import { formatBytes, formatDuration, formatPercent, plural } from '@/shared/format/format';
import { Button, IconButton } from '@/shared/ui/button';
import { Icon } from '@/shared/ui/icon';
import { cancelUpload, dismissUpload, retryUpload, type Upload } from './uploads';

export function UploadList({ uploads }: { uploads: readonly Upload[] }) {
  if (uploads.length === 0) return null;
  return (
    <ul className="stack" aria-label="Uploads">
      {uploads.map((upload) => (
        <li key={upload.id} className="card upload">
          <UploadHead upload={upload} />
          {upload.state === 'failed' && upload.problem && <UploadFaults upload={upload} />}
        </li>
      ))}
    </ul>
  );
}

function UploadHead({ upload }: { upload: Upload }) {
  const fraction = upload.total > 0 ? upload.sent / upload.total : 1;
  return (
    <div className="upload-head">
      <Icon name="file" />
      <div className="grow">
        <div className="row spread">
          <strong className="ellipsis">{upload.file.name}</strong>
          <span className="tabular muted">{uploadWords(upload)}</span>
        </div>
        {upload.state === 'sending' && (
          <div
            className="progress"
            role="progressbar"
            aria-label={`Upload of ${upload.file.name}`}
            aria-valuenow={Math.round(fraction * 100)}
            aria-valuemin={0}
            aria-valuemax={100}
          >
            <div style={{ width: formatPercent(fraction).replace(' ', '') }} />
          </div>
        )}
        {upload.state === 'failed' && upload.problem && (
          <p className="tone-error">
            <strong>{upload.problem.title}.</strong> {upload.problem.detail}
          </p>
        )}
      </div>
      {upload.state === 'sending' || upload.state === 'checking' ? (
        <Button onClick={() => cancelUpload(upload.id)}>Cancel</Button>
      ) : (
        <>
          {(upload.state === 'cancelled' || upload.problem?.retryable) && (
            <Button onClick={() => retryUpload(upload)}>Upload again</Button>
          )}
          {upload.dataset && (
            <Link
              to="/projects/$projectId/datasets/$datasetId"
              params={{ projectId: upload.projectId, datasetId: upload.dataset.id }}
              className="button button-default"
            >
              Open
            </Link>
          )}
          <IconButton icon="close" label={`Dismiss ${upload.file.name}`} onClick={() => dismissUpload(upload.id)} />
        </>
      )}
    </div>
  );
}

function uploadWords(upload: Upload): string {
  switch (upload.state) {
    case 'sending': {
      const left = upload.speed > 0 ? ((upload.total - upload.sent) / upload.speed) * 1000 : undefined;
      const speed = upload.speed > 0 ? ` · ${formatBytes(Math.round(upload.speed))}/s` : '';
      const remaining = left === undefined ? '' : ` · ${formatDuration(left)} left`;
      return `${formatPercent(upload.sent / Math.max(1, upload.total))} of ${formatBytes(upload.total)}${speed}${remaining}`;
    }
    case 'checking':
      return 'Checking every row…';
    case 'done':
      return upload.dataset
        ? `Stored: ${plural(upload.dataset.rows, 'row')}, ${plural(upload.dataset.columns.length, 'column')}`
        : 'Stored';
    case 'failed':
      return 'Refused';
    case 'cancelled':
      return 'Cancelled; nothing was stored';
  }
}

/** Each malformed row with its place, so that the file can be mended. */
function UploadFaults({ upload }: { upload: Upload }) {
  const faults = upload.problem?.errors ?? [];
  if (faults.length === 0) return null;
  return (
    <div className="stack">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="table-frame faults" aria-label={`Malformed rows of ${upload.file.name}`} tabIndex={0}>
        <table className="table table-wrap">
          <thead>
            <tr>
              <th className="number">Line</th>
              <th className="number">Column</th>
              <th>Text</th>
              <th>Reason</th>
            </tr>
          </thead>
          <tbody>
            {faults.map((fault) => (
              <tr key={`${fault.line}:${fault.column}:${fault.detail}`}>
                <td className="number">{fault.line ?? '–'}</td>
                <td className="number">{fault.column ?? '–'}</td>
                <td>
                  <code className="fault-text">{fault.text ?? '–'}</code>
                </td>
                <td>{fault.detail}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className="muted small">
        {faults.length >= 100 ? 'The first 100 malformed rows. ' : ''}Nothing was stored. Mend the file and upload it
        again.
      </p>
    </div>
  );
}
