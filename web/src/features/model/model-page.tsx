import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { headlineMetrics, metricTitle } from '@/features/metric';
import { PredictPanel } from '@/features/prediction';
import { toProblem } from '@/shared/api/problem';
import type { ModelVersion } from '@/shared/api/types';
import { formatBytes, formatNumber, plural, shortId } from '@/shared/format/format';
import { CopyButton } from '@/shared/ui/copy-button';
import { useSetCrumb } from '@/shared/ui/crumb';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { SelectField } from '@/shared/ui/field';
import { PageHeader } from '@/shared/ui/page';
import { TableFrame } from '@/shared/ui/table-frame';
import { Tabs } from '@/shared/ui/tabs';
import { TimeAgo } from '@/shared/ui/time';
import type { ModelSearch } from './model-search';
import { modelQuery, modelVersionsQuery } from './queries';

export function ModelPage(): ReactNode {
  const { projectId = '', modelId = '' } = useParams({ strict: false });
  const { tab = 'versions', version: asked } = useSearch({ strict: false }) as ModelSearch;
  const navigate = useNavigate();
  const model = useQuery(modelQuery(modelId));
  const versions = useQuery(modelVersionsQuery(modelId));
  useSetCrumb(model.data?.name);
  if (model.isPending) return <Skeleton rows={10} />;
  if (model.isError) {
    if (toProblem(model.error).status === 404) {
      return (
        <EmptyState
          icon="search"
          title="There is no such model"
          action={
            <Link to="/projects/$projectId/models" params={{ projectId }} className="button button-primary">
              Show all models
            </Link>
          }
        >
          The model <code>{modelId}</code> does not exist.
        </EmptyState>
      );
    }
    return <ProblemView error={model.error} onRetry={() => void model.refetch()} />;
  }
  const items = versions.data?.items ?? [model.data.latestVersion];
  const shown = items.find((one) => one.version === asked) ?? model.data.latestVersion;
  const go = (next: ModelSearch) => void navigate({ to: '.', search: { tab, version: asked, ...next }, replace: true });
  return (
    <div className="page">
      <PageHeader
        title={model.data.name}
        documentTitle={model.data.name}
        meta={
          <>
            <span>{shown.task}</span>
            <span>predicts {shown.target}</span>
            <span>{plural(versions.data?.total ?? 1, 'version')}</span>
          </>
        }
        actions={
          <Link
            to="/projects/$projectId/new"
            params={{ projectId }}
            search={{ kind: 'prediction', model: modelId, version: shown.version }}
            className="button button-primary"
          >
            Predict a dataset
          </Link>
        }
      />
      <div>
        <Tabs
          label="Model"
          active={tab}
          onChange={(next) => go({ tab: next as ModelSearch['tab'] })}
          tabs={[
            { id: 'versions', label: 'Versions', count: versions.data?.total },
            { id: 'signature', label: 'Signature', count: shown.signature.inputs.length },
            { id: 'predict', label: 'Predict' },
          ]}
        >
          {tab !== 'versions' && items.length > 1 && (
            <div style={{ maxWidth: 240, marginBottom: 12 }}>
              <SelectField
                label="Version"
                value={String(shown.version)}
                options={items.map((one) => ({ value: String(one.version), label: `v${one.version}` }))}
                onChange={(value) => go({ version: Number(value) })}
              />
            </div>
          )}
          {tab === 'versions' && (
            <>
              {versions.isError && <ProblemView error={versions.error} onRetry={() => void versions.refetch()} />}
              <Versions projectId={projectId} versions={items} />
            </>
          )}
          {tab === 'signature' && <Signature version={shown} />}
          {tab === 'predict' && <PredictPanel key={shown.version} version={shown} />}
        </Tabs>
      </div>
    </div>
  );
}

function Versions({ projectId, versions }: { projectId: string; versions: readonly ModelVersion[] }) {
  const keys = [...new Set(versions.flatMap((one) => headlineMetrics(one.summary, 4).map(([key]) => key)))].slice(0, 5);
  return (
    <TableFrame label="Versions">
      <table className="table" aria-label="Versions">
        <thead>
          <tr>
            <th>Version</th>
            <th>Method</th>
            {keys.map((key) => (
              <th key={key} className="number" title={key}>
                {metricTitle(key)}
              </th>
            ))}
            <th>From run</th>
            <th className="number">Size</th>
            <th>SHA-256</th>
            <th>Stored</th>
            <th>
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {versions.map((one) => (
            <tr key={one.version}>
              <td>v{one.version}</td>
              <td>{one.algorithm}</td>
              {keys.map((key) => (
                <td key={key} className="number">
                  {formatNumber(one.summary[key])}
                </td>
              ))}
              <td>
                <Link to="/projects/$projectId/runs/$runId" params={{ projectId, runId: one.runId }}>
                  <code>{shortId(one.runId)}</code>
                </Link>
              </td>
              <td className="number">{formatBytes(one.sizeBytes)}</td>
              <td>
                <span className="row">
                  <code title={one.sha256}>{one.sha256.slice(0, 12)}</code>
                  <CopyButton text={one.sha256} label={`Copy the SHA-256 of version ${one.version}`} />
                </span>
              </td>
              <td>
                <TimeAgo time={one.createdAt} />
              </td>
              <td>
                <Link
                  to="/projects/$projectId/models/$modelId"
                  params={{ projectId, modelId: one.modelId }}
                  search={{ tab: 'predict', version: one.version }}
                >
                  Predict
                </Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function Signature({ version }: { version: ModelVersion }) {
  const { inputs, output, target } = version.signature;
  return (
    <div className="stack">
      <p>
        Predicts <strong>{target}</strong> ({output.type})
        {output.classes && <span className="muted">: one of {output.classes.join(', ')}</span>}
      </p>
      <TableFrame label="Columns that the model takes">
        <table className="table" aria-label="Columns that the model takes">
          <thead>
            <tr>
              <th>Column</th>
              <th>Type</th>
              <th>Needed</th>
              <th>Values in the training rows</th>
              <th>Example</th>
            </tr>
          </thead>
          <tbody>
            {inputs.map((input) => (
              <tr key={input.name}>
                <td>{input.name}</td>
                <td>{input.type}</td>
                <td>{input.required ? 'yes' : 'no'}</td>
                <td className="muted">
                  {input.categories
                    ? input.categories.slice(0, 8).join(', ') + (input.categories.length > 8 ? ', …' : '')
                    : input.minimum !== undefined
                      ? `${formatNumber(input.minimum)} to ${formatNumber(input.maximum)}`
                      : '–'}
                </td>
                <td>
                  <code>{input.example === undefined ? '–' : JSON.stringify(input.example)}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </div>
  );
}
