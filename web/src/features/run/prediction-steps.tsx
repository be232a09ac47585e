import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { modelsQuery, modelVersionsQuery } from '@/features/model';
import { Segmented, SelectField, TextField } from '@/shared/ui/field';
import { Card } from '@/shared/ui/page';
import { SearchSelect } from '@/shared/ui/search-select';
import { ColumnCheck } from './column-check';
import type { Draft } from './draft';
import { DatasetChoice } from './training-steps';

export function PredictionSteps({
  projectId,
  draft,
  change,
  errorOf,
}: {
  projectId: string;
  draft: Draft;
  change: (next: Partial<Draft>) => void;
  errorOf: (path: string) => string | undefined;
}) {
  const models = useQuery(modelsQuery(projectId));
  const versions = useQuery({ ...modelVersionsQuery(draft.modelId ?? ''), enabled: draft.modelId !== undefined });
  const noModels = models.isSuccess && models.data.items.length === 0;
  return (
    <>
      <Card title="1 Model" className="launch-step">
        {noModels ? (
          <p className="muted" data-field="modelId">
            This project has no model yet. A training that succeeds stores one.{' '}
            <Link to="/projects/$projectId/new" params={{ projectId }} search={{ kind: 'training' }}>
              Start a training
            </Link>
          </p>
        ) : (
          <div className="launch-columns">
            <div data-field="modelId">
              <SearchSelect
                label="Model"
                value={draft.modelId}
                error={errorOf('modelId')}
                placeholder="Choose a model"
                options={(models.data?.items ?? []).map((model) => ({
                  value: model.id,
                  label: `${model.name} · ${model.latestVersion.target}`,
                }))}
                onChange={(modelId) => change({ modelId, modelVersion: undefined })}
              />
            </div>
            <div data-field="modelVersion">
              <SelectField
                label="Version"
                error={errorOf('modelVersion')}
                value={draft.modelVersion === undefined ? '' : String(draft.modelVersion)}
                disabled={!draft.modelId}
                placeholder="Newest"
                options={(versions.data?.items ?? []).map((version) => ({
                  value: String(version.version),
                  label: `v${version.version}`,
                }))}
                onChange={(value) => change({ modelVersion: value ? Number(value) : undefined })}
              />
            </div>
          </div>
        )}
      </Card>
      <Card title="2 Data" className="launch-step">
        <DatasetChoice projectId={projectId} draft={draft} change={change} errorOf={errorOf} />
        <ColumnCheck draft={draft} change={change} errorOf={errorOf} />
      </Card>
      <Card title="3 Result" className="launch-step">
        <div className="launch-columns">
          <Segmented
            label="Output format"
            value={draft.outputFormat}
            options={[
              { value: 'csv', label: 'CSV' },
              { value: 'parquet', label: 'Parquet' },
            ]}
            onChange={(format) => change({ outputFormat: format as Draft['outputFormat'] })}
          />
          <div data-field="name">
            <TextField
              label="Name"
              help="Optional."
              value={draft.name}
              maxLength={200}
              error={errorOf('name')}
              onChange={(event) => change({ name: event.target.value })}
            />
          </div>
        </div>
      </Card>
    </>
  );
}
