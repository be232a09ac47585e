import { Link, useParams } from '@tanstack/react-router';
import { formatPercent, plural } from '@/shared/format/format';
import { Icon } from '@/shared/ui/icon';
import { useSentFiles } from '@/shared/upload/sent-files';
import { uploads as all } from './uploads';
import './upload-tray.css';

/** Says on every screen what is being uploaded, and leads to it. */
export function UploadTray() {
  const uploads = useSentFiles(all).filter((upload) => upload.state !== 'done');
  const { projectId } = useParams({ strict: false });
  const first = uploads[0];
  if (!first) return null;
  const sending = uploads.filter((upload) => upload.state === 'sending' || upload.state === 'preparing');
  const total = sending.reduce((sum, upload) => sum + upload.file.size, 0);
  const sent = sending.reduce((sum, upload) => sum + upload.sent, 0);
  const words =
    sending.length > 0
      ? `${plural(sending.length, 'upload')} · ${formatPercent(total > 0 ? sent / total : 1)}`
      : `${plural(uploads.length, 'upload')} to look at`;
  return (
    <Link
      to="/projects/$projectId/datasets"
      params={{ projectId: projectId ?? first.projectId }}
      className="upload-tray"
      aria-label={`Uploads: ${words}`}
    >
      <Icon name="upload" size={14} />
      <span className="tabular">{words}</span>
    </Link>
  );
}
