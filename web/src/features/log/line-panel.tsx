import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { fetchContent, saveBlob } from '@/shared/api/client';
import { formatBytes, formatCount, formatDate } from '@/shared/format/format';
import { Button, IconButton } from '@/shared/ui/button';
import { CopyButton } from '@/shared/ui/copy-button';
import { ProblemView, Skeleton } from '@/shared/ui/feedback';
import { ScrollRegion } from '@/shared/ui/scroll-region';
import { toastProblem } from '@/shared/ui/toasts';
import { show } from './ansi';
import type { LogApi, LogId } from './log-api';
import { levelWords } from './log-line';

const STEP = 64_000;

/** One line as a whole, beside the log: a long one piece by piece, so that the page stays quick. */
export function LinePanel({
  log,
  api,
  attempt,
  seq,
  onClose,
}: {
  log: LogId;
  api: LogApi;
  attempt: number;
  seq: number;
  onClose: () => void;
}) {
  const line = useQuery({
    queryKey: ['log-line', log.id, attempt, seq],
    queryFn: ({ signal }) => api.line(attempt, seq, signal),
    gcTime: 10_000,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const [shown, setShown] = useState(STEP);
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.focus(), []);
  const saveBytes = () =>
    fetchContent(`/${log.kind === 'run' ? 'runs' : 'log-sources'}/${log.id}/log/lines/${attempt}/${seq}?format=raw`)
      .then((response) => response.blob())
      .then((blob) => saveBlob(blob, `line-${seq}.bin`))
      .catch((error: unknown) => toastProblem('The line could not be downloaded', error));
  return (
    <aside
      className="log-panel"
      aria-label={`Line ${formatCount(seq)}`}
      ref={panel}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onClose();
      }}
    >
      <div className="row spread">
        <h3>Line {formatCount(seq)}</h3>
        <IconButton icon="close" label="Close" onClick={onClose} />
      </div>
      {line.isPending && <Skeleton rows={4} />}
      {line.isError && <ProblemView error={line.error} onRetry={() => void line.refetch()} />}
      {line.data && (
        <>
          <p className="muted small">
            {levelWords[line.data.level]} · {formatDate(line.data.time)} · {line.data.stream}
            {line.data.logger ? ` · ${line.data.logger}` : ''}
            {line.data.phase ? ` · ${line.data.phase}` : ''} · {formatBytes(line.data.bytes)}
            {line.data.binary ? ' · its bytes are no text: what is not readable is shown as �' : ''}
            {line.data.cut ? ` · cut by its sender from ${formatBytes(line.data.cut)}` : ''}
          </p>
          <div className="row">
            <CopyButton text={line.data.text} label="Copy text" withText />
            <Button icon="download" onClick={() => void saveBytes()}>
              Bytes
            </Button>
          </div>
          <ScrollRegion className="log-panel-text" label="The whole line">
            <pre>
              {line.data.text
                .slice(0, shown)
                .split('\n')
                .map((part) => show(part, false).text)
                .join('\n')}
            </pre>
          </ScrollRegion>
          {line.data.text.length > shown && (
            <Button onClick={() => setShown(shown + STEP)}>
              {`Show more (${formatBytes(line.data.text.length - shown)} left)`}
            </Button>
          )}
        </>
      )}
    </aside>
  );
}
