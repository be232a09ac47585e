import { type ReactNode, useId, useState } from 'react';
import type { Run } from '@/shared/api/types';
import { formatCount, plural } from '@/shared/format/format';
import { CopyButton } from '@/shared/ui/copy-button';
import { ProblemView, Skeleton } from '@/shared/ui/feedback';
import { Icon } from '@/shared/ui/icon';
import { Card } from '@/shared/ui/page';
import { outcomeOf } from '@/shared/ui/status';
import { TableFrame } from '@/shared/ui/table-frame';
import { type SolveReport, useJsonArtifact } from './solve-artifacts';

const SHOWN = 200;

/** Why there is no solution: the constraints that cannot hold together, by name. */
export function ConflictCard({ run }: { run: Run }): ReactNode {
  const id = useId();
  const report = useJsonArtifact<SolveReport>(run.id, 'solve.json');
  const [sought, setSought] = useState('');
  const isSure = outcomeOf(run) === 'infeasible';
  const names = report.data?.conflict ?? [];
  const found = names.filter((name) => name.toLowerCase().includes(sought.trim().toLowerCase()));
  return (
    <Card
      title={
        <span className="row tone-error">
          <Icon name={isSure ? 'error' : 'slashed'} />
          {isSure ? 'Infeasible' : 'Infeasible or unbounded'}
        </span>
      }
      labelledBy={id}
      className="failure-card"
      aside={names.length > 0 && <CopyButton text={names.join('\n')} label="Copy the names" withText />}
    >
      <div className="stack">
        <p>
          {isSure
            ? 'No values of the variables meet all constraints at once.'
            : 'The solver found that there is no best solution, and not which of both it is: no values meet all constraints, or the objective has no end.'}
        </p>
        {report.isPending && <Skeleton rows={2} />}
        {report.error ? <ProblemView error={report.error} onRetry={report.retry} /> : null}
        {names.length > 0 ? (
          <>
            <p>
              {names.length === 1
                ? 'This constraint cannot be met by itself:'
                : `These ${plural(names.length, 'constraint')} cannot hold together:`}
            </p>
            {names.length > 20 && (
              <input
                type="search"
                className="input solve-search"
                aria-label="Find a constraint"
                placeholder="Find a constraint"
                value={sought}
                onChange={(event) => setSought(event.target.value)}
              />
            )}
            <TableFrame label="Conflicting constraints" className="solve-conflict">
              <ul aria-label="Conflicting constraints">
                {found.slice(0, SHOWN).map((name) => (
                  <li key={name}>
                    <code>{name}</code>
                  </li>
                ))}
              </ul>
            </TableFrame>
            {found.length > SHOWN && <p className="muted small">and {formatCount(found.length - SHOWN)} more</p>}
          </>
        ) : (
          !report.isPending &&
          !report.error && <p className="muted">The solver could not name constraints that contradict each other.</p>
        )}
      </div>
    </Card>
  );
}
