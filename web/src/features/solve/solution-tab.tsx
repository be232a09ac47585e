import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useId, useState } from 'react';
import { artifactPath, artifactsQuery, jsonArtifactQuery } from '@/features/artifact';
import { download } from '@/shared/api/client';
import type { Artifact, Run } from '@/shared/api/types';
import { formatBytes, formatCount, plural } from '@/shared/format/format';
import { Button, IconButton } from '@/shared/ui/button';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { Icon } from '@/shared/ui/icon';
import { Card } from '@/shared/ui/page';
import { TableFrame } from '@/shared/ui/table-frame';
import { TimeAgo } from '@/shared/ui/time';
import { toastProblem } from '@/shared/ui/toasts';
import { PlanView } from './plan-view';
import { FINAL_SOLUTION, incumbentNumber, type Solution, solutionsOf } from './solve-artifacts';
import { formatObjective } from './solve-values';
import { nextOrder, orderVariables, type VariableOrder } from './variables';

/** Larger ones are for a program: reading them would hold up the page. */
const MOST_BYTES = 32 * 1024 * 1024;
const FIRST_ROWS = 200;
const MORE_ROWS = 800;

/** What the solver found: every incumbent to download, the variables of one, and the plan of a template. */
export function SolutionTab({ run, live }: { run: Run; live: boolean }): ReactNode {
  const artifacts = useQuery(artifactsQuery(run.id));
  const [chosen, setChosen] = useState<string>();
  if (artifacts.isPending) return <Skeleton rows={8} />;
  if (artifacts.isError) return <ProblemView error={artifacts.error} onRetry={() => void artifacts.refetch()} />;
  const solutions = solutionsOf(artifacts.data.items);
  const shown = solutions.find((one) => one.name === chosen) ?? solutions[0];
  if (!shown) {
    return (
      <EmptyState icon="table" title={live ? 'No feasible solution yet' : 'No solution'}>
        {live
          ? 'Each solution that is better than the one before appears here while the solve goes on.'
          : 'The solve ended without a solution that meets all constraints.'}
      </EmptyState>
    );
  }
  return (
    <div className="stack">
      <SolutionList runId={run.id} solutions={solutions} shown={shown.name} onShow={setChosen} />
      <OneSolution key={`${shown.name} ${shown.sha256}`} runId={run.id} artifact={shown} />
    </div>
  );
}

function wordOf(name: string): string {
  const number = incumbentNumber(name);
  return number === undefined ? 'Final solution' : `Incumbent ${formatCount(number)}`;
}

function SolutionList({
  runId,
  solutions,
  shown,
  onShow,
}: {
  runId: string;
  solutions: readonly Artifact[];
  shown: string;
  onShow: (name: string) => void;
}) {
  const id = useId();
  return (
    <Card
      title="Solutions"
      labelledBy={id}
      aside={<span className="tabular">{plural(solutions.length, 'solution')}, the best first</span>}
    >
      <TableFrame label="Solutions" className="solution-list">
        <table className="table" aria-label="Solutions">
          <thead>
            <tr>
              <th>Solution</th>
              <th>Stored</th>
              <th className="number">Size</th>
              <th>
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {solutions.map((solution) => (
              <tr key={solution.name} aria-current={solution.name === shown ? 'true' : undefined}>
                <td>
                  <button
                    type="button"
                    className="link-button"
                    aria-pressed={solution.name === shown}
                    onClick={() => onShow(solution.name)}
                  >
                    {wordOf(solution.name)}
                  </button>
                  {solution.name === shown && <span className="muted"> shown below</span>}
                </td>
                <td>
                  <TimeAgo time={solution.createdAt} />
                </td>
                <td className="number">{formatBytes(solution.sizeBytes)}</td>
                <td className="number">
                  <DownloadButton runId={runId} name={solution.name} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </Card>
  );
}

function DownloadButton({ runId, name }: { runId: string; name: string }) {
  const save = useMutation({
    mutationFn: () => download(artifactPath(runId, name), name),
    onError: (error) => toastProblem(`“${name}” could not be downloaded`, error),
  });
  return (
    <IconButton
      icon="download"
      label={`Download ${wordOf(name)}`}
      className="icon-button-small"
      disabled={save.isPending}
      onClick={() => save.mutate()}
    />
  );
}

function OneSolution({ runId, artifact }: { runId: string; artifact: Artifact }) {
  const { name, sha256, sizeBytes } = artifact;
  const isSmall = sizeBytes <= MOST_BYTES;
  const content = useQuery({ ...jsonArtifactQuery<Solution>(runId, name, sha256), enabled: isSmall });
  if (!isSmall) {
    return (
      <EmptyState icon="file" title={`${wordOf(name)} is too large to be shown`}>
        It has {formatBytes(sizeBytes)}. Download it instead.
      </EmptyState>
    );
  }
  if (content.isPending) return <Skeleton rows={8} />;
  if (content.isError) return <ProblemView error={content.error} onRetry={() => void content.refetch()} />;
  const { objective, variables, plan } = content.data;
  return (
    <>
      {plan !== undefined && plan !== null && (
        <Card title="Plan" labelledBy="solution-plan">
          <PlanView plan={plan} />
        </Card>
      )}
      <VariablesCard
        title={name === FINAL_SOLUTION ? 'Variables' : `Variables of ${wordOf(name).toLowerCase()}`}
        objective={objective ?? undefined}
        variables={variables ?? {}}
      />
    </>
  );
}

function VariablesCard({
  title,
  objective,
  variables,
}: {
  title: string;
  objective: number | undefined;
  variables: Record<string, number>;
}) {
  const [sought, setSought] = useState('');
  const [order, setOrder] = useState<VariableOrder>();
  const [most, setMost] = useState(FIRST_ROWS);
  const { rows, total } = orderVariables(variables, sought, order);
  const head = (by: VariableOrder['by'], word: string) => (
    <th
      className={by === 'value' ? 'number' : undefined}
      aria-sort={order?.by === by ? (order.descending ? 'descending' : 'ascending') : 'none'}
    >
      <button type="button" className="link-button" onClick={() => setOrder(nextOrder(order, by))}>
        {word} {order?.by === by && <Icon name={order.descending ? 'arrowDown' : 'arrowUp'} size={12} />}
      </button>
    </th>
  );
  return (
    <Card
      title={title}
      labelledBy="solution-variables"
      aside={
        objective !== undefined && (
          <span className="tabular" title={String(objective)}>
            objective {formatObjective(objective)}
          </span>
        )
      }
    >
      <div className="stack">
        <div className="row">
          <input
            type="search"
            className="input solve-search"
            aria-label="Find a variable"
            placeholder="Find a variable"
            value={sought}
            onChange={(event) => {
              setSought(event.target.value);
              setMost(FIRST_ROWS);
            }}
          />
          <span className="muted small" role="status">
            {sought.trim() === ''
              ? `${plural(total, 'variable')} that ${total === 1 ? 'is' : 'are'} not zero`
              : `${formatCount(rows.length)} of ${plural(total, 'variable')}`}
          </span>
        </div>
        {rows.length === 0 ? (
          <p className="muted">
            {total === 0 ? 'Every variable is zero.' : 'No variable that is not zero has this in its name.'}
          </p>
        ) : (
          <TableFrame label={title} className="solve-rows">
            <table className="table" aria-label={title}>
              <thead>
                <tr>
                  {head('name', 'Variable')}
                  {head('value', 'Value')}
                </tr>
              </thead>
              <tbody>
                {rows.slice(0, most).map(([name, value]) => (
                  <tr key={name}>
                    <td>
                      <code>{name}</code>
                    </td>
                    <td className="number" title={String(value)}>
                      {formatObjective(value)}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableFrame>
        )}
        {rows.length > most && (
          <div className="row">
            <Button onClick={() => setMost(most + MORE_ROWS)}>Show more</Button>
            <span className="muted small">
              {formatCount(most)} of {formatCount(rows.length)}
            </span>
          </div>
        )}
      </div>
    </Card>
  );
}
