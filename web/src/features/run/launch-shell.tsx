import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Button } from '@/shared/ui/button';
import { Banner } from '@/shared/ui/feedback';
import { Segmented } from '@/shared/ui/field';
import { PageHeader } from '@/shared/ui/page';
import type { Draft, LaunchKind } from './draft';
import { keptDataset } from './launch-source';
import { kindWord } from './run-facts';
import { Templates } from './templates';
import type { Launch } from './use-launch';

const kinds: readonly LaunchKind[] = ['training', 'prediction', 'study', 'solve'];

/** What every launch form has around its steps: the kinds, what is to be corrected, the summary, and the start. */
export function LaunchShell({
  projectId,
  draft,
  launch,
  meta,
  titleOf,
  summary,
  startWords,
  onTemplate,
  children,
}: {
  projectId: string;
  draft: Draft;
  launch: Launch;
  /** What it is made of. */
  meta: string | undefined;
  /** What the field at a path is called. */
  titleOf: (path: string) => string;
  summary: ReactNode;
  startWords: string;
  onTemplate: (draft: Draft) => void;
  /** The steps. */
  children: ReactNode;
}): ReactNode {
  const navigate = useNavigate();
  const word = kindWord(draft.kind).toLowerCase();
  const choose = (kind: LaunchKind) =>
    void navigate({ to: '.', search: { kind, dataset: keptDataset(draft, kind) }, replace: true });
  return (
    <div className="page">
      <PageHeader title={`New ${word}`} documentTitle={`New ${word}`} meta={meta} />
      <form className="launch" onSubmit={launch.submit} noValidate ref={launch.element}>
        <div className="launch-form">
          <Segmented
            label="Kind of run"
            hideLabel
            value={draft.kind}
            options={kinds.map((kind) => ({ value: kind, label: kindWord(kind) }))}
            onChange={(next) => choose(next as LaunchKind)}
          />
          {launch.errors.size > 0 && (
            <Banner tone="error">
              <ErrorSummary what={draft.kind === 'study' ? 'study' : 'run'} launch={launch} titleOf={titleOf} />
            </Banner>
          )}
          {children}
        </div>
        <aside className="card launch-summary" aria-label="Summary">
          <h2>Summary</h2>
          {summary}
          <Button
            kind="primary"
            type="submit"
            busy={launch.isBusy}
            title="Ctrl+Enter, or ⌘+Enter"
            aria-keyshortcuts="Control+Enter Meta+Enter"
          >
            {launch.isBusy ? 'Starting…' : startWords}
          </Button>
          <Templates projectId={projectId} draft={draft} onUse={onTemplate} />
        </aside>
      </form>
    </div>
  );
}

function ErrorSummary({ what, launch, titleOf }: { what: string; launch: Launch; titleOf: (path: string) => string }) {
  return (
    <div className="error-summary">
      <strong>The {what} was not started. What you entered is kept.</strong>
      <ul>
        {[...launch.errors].map(([path, text]) => (
          <li key={path}>
            {path === '' ? (
              text
            ) : (
              <button type="button" className="link-button" onClick={() => launch.leadTo(path)}>
                {titleOf(path)}: {text}
              </button>
            )}
          </li>
        ))}
      </ul>
      {launch.traceId && (
        <p className="muted small">
          Trace <code>{launch.traceId}</code>
        </p>
      )}
    </div>
  );
}
