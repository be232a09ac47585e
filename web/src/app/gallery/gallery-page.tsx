import { type ReactNode, Suspense } from 'react';
import { ModelStatistics } from '@/features/dataset';
import { RunningCard } from '@/features/run';
import { SolveStates } from '@/features/solve';
import { ApiError } from '@/shared/api/problem';
import type { Run, RunStatus } from '@/shared/api/types';
import { Button, IconButton } from '@/shared/ui/button';
import { CopyButton } from '@/shared/ui/copy-button';
import { Banner, EmptyState, ProblemView } from '@/shared/ui/feedback';
import { Segmented, SelectField, TextField, Toggle } from '@/shared/ui/field';
import { Icon, type IconName, iconNames } from '@/shared/ui/icon';
import { NotFound } from '@/shared/ui/not-found';
import { Card, Facts, PageHeader } from '@/shared/ui/page';
import { BreakerState, DeadLetterMark, InstanceState, outcomes, PartState, RunState } from '@/shared/ui/status';
import { TableFrame } from '@/shared/ui/table-frame';
import { ToastCard } from '@/shared/ui/toasts';
import { Chip } from '../connection-chip';
import { sampleRuns, statuses } from './samples';
import './gallery.css';

/** Every state of every shared component, in the theme that is chosen: to be looked at, and for axe. No way leads here. */
export function GalleryPage(): ReactNode {
  return (
    <div className="page">
      <PageHeader title="Gallery" documentTitle="Gallery" meta="Every state of the shared components" />
      <div className="gallery">
        <Everything />
      </div>
    </div>
  );
}

const nothing = () => undefined;

const sampleModel = {
  name: 'p0548',
  sense: 'minimize' as const,
  variables: { continuous: null, integer: 0, binary: 548 },
  constraints: 176,
  nonzeros: 1711,
};

const problem = (status: number, code: string, title: string, detail: string, traceId: string) =>
  new ApiError({ type: 'about:blank', title, status, code, detail, traceId, retryable: status >= 500 });

function Everything() {
  return (
    <>
      <Part name="Buttons">
        <div className="row">
          <Button kind="primary" icon="plus">
            Primary
          </Button>
          <Button>Default</Button>
          <Button kind="quiet">Quiet</Button>
          <Button kind="danger" icon="trash">
            Danger
          </Button>
          <Button kind="primary" busy>
            Busy…
          </Button>
          <Button disabled>Disabled</Button>
          <IconButton icon="settings" label="Settings" />
          <CopyButton text="copied" label="Copy" withText />
        </div>
      </Part>
      <Part name="Connection">
        <div className="row">
          <Chip tone="success" icon="dot" text="Live" />
          <Chip tone="success" icon="ring" text="Live (polling)" />
          <Chip tone="muted" icon="dashed" text="Connecting…" />
          <Chip tone="warning" icon="dashed" text="Reconnecting… 4 s" retry />
          <Chip tone="warning" icon="warning" text="Stale since 14:03:22" retry />
          <Chip tone="error" icon="square" text="Offline" />
        </div>
      </Part>
      <Part name="States">
        <div className="row gallery-states">
          {statuses.map((status: RunStatus) => (
            <RunState key={status} status={status} />
          ))}
        </div>
        <div className="row gallery-states">
          {outcomes.map((outcome) => (
            <RunState
              key={outcome}
              status="succeeded"
              run={{ outcome, summary: { gap: 0.0241 }, spec: { kind: 'solve' } }}
            />
          ))}
        </div>
        <div className="row gallery-states">
          {(['up', 'degraded', 'down'] as const).map((state) => (
            <PartState key={state} status={state} />
          ))}
          {(['closed', 'half-open', 'open'] as const).map((state) => (
            <BreakerState key={state} state={state} />
          ))}
          {(['up', 'draining', 'paused', 'probing', 'down', 'unknown'] as const).map((state) => (
            <InstanceState key={state} state={state} />
          ))}
          {(['open', 'replayed', 'discarded'] as const).map((state) => (
            <DeadLetterMark key={state} state={state} />
          ))}
        </div>
      </Part>
      <Part name="Fields">
        <TextField label="Text" help="With a word of help." defaultValue="0.001" />
        <TextField label="Wrong" error="A whole number from 1 to 365." defaultValue="many" />
        <SelectField
          label="Choice"
          value="b"
          options={[
            { value: 'a', label: 'One' },
            { value: 'b', label: 'Another' },
          ]}
          onChange={nothing}
        />
        <Segmented
          label="Few choices"
          value="auto"
          options={[
            { value: 'auto', label: 'Like the system' },
            { value: 'light', label: 'Light' },
          ]}
          onChange={nothing}
        />
        <Toggle label="On" checked onChange={nothing} />
        <Toggle label="Off, and cannot be changed" checked={false} disabled onChange={nothing} />
      </Part>
      <Part name="Runs at a glance">
        {sampleRuns.map((run: Run) => (
          <RunningCard key={run.id} run={run} compact={run.status === 'failed'} />
        ))}
      </Part>
      <Suspense>
        <SolveStates />
        <Part name="Model">
          <ModelStatistics model={sampleModel} />
        </Part>
      </Suspense>
      <Part name="Feedback">
        <Banner tone="info">Only admins of the project can change its settings.</Banner>
        <Banner tone="success">The token is made.</Banner>
        <Banner tone="warning">The numbers are those of 14:03:22.</Banner>
        <Banner tone="error">Nothing was stored.</Banner>
        <ProblemView
          error={problem(
            503,
            'store.unavailable',
            'A store does not answer',
            'The database does not answer.',
            'a'.repeat(32),
          )}
          kept="What was read before is shown below."
          onRetry={nothing}
        />
        <ProblemView
          error={problem(403, 'auth.forbidden', 'Not allowed', 'This needs the role editor.', 'b'.repeat(32))}
        />
        <div className="skeleton" data-visible>
          {[0, 1, 2].map((row) => (
            <div key={row} className="skeleton-bar" style={{ height: 20 }} />
          ))}
        </div>
        <EmptyState icon="data" title="No data yet" action={<Button kind="primary">Upload a table</Button>}>
          A table is what a training learns from.
        </EmptyState>
        <NotFound what="run" id="01a00000-0000-7000-8000-000000000000" />
        <ToastCard toast={{ id: -1, tone: 'success', text: 'Grace has no role here any more', undo: nothing }} still />
        <ToastCard
          toast={{ id: -2, tone: 'error', text: 'The run was not stopped. It has ended.', details: 'trace' }}
          still
        />
      </Part>
      <Part name="Table and facts">
        <TableFrame label="Table">
          <table className="table">
            <thead>
              <tr>
                <th>Name</th>
                <th className="number">Result</th>
              </tr>
            </thead>
            <tbody>
              <tr>
                <td>churn with LightGBM</td>
                <td className="number">0.8731</td>
              </tr>
              <tr>
                <td>churn with a forest</td>
                <td className="number">0.8604</td>
              </tr>
            </tbody>
          </table>
        </TableFrame>
        <Facts
          items={[
            ['Algorithm', 'LightGBM'],
            ['Rows', '800'],
          ]}
        />
      </Part>
      <Part name="Icons">
        <div className="row">
          {iconNames.map((name: IconName) => (
            <Icon key={name} name={name} />
          ))}
        </div>
      </Part>
    </>
  );
}

function Part({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Card title={name}>
      <div className="stack">{children}</div>
    </Card>
  );
}
