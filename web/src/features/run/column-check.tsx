import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { datasetQuery } from '@/features/dataset';
import { modelVersionsQuery } from '@/features/model';
import { plural } from '@/shared/format/format';
import { Banner, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { SelectField } from '@/shared/ui/field';
import { accepts, misfitsOf } from './column-fit';
import type { Draft } from './draft';

/** Whether the dataset has what the model needs, before anything starts; a column of another name can stand in. */
export function ColumnCheck({
  draft,
  change,
  errorOf,
}: {
  draft: Draft;
  change: (next: Partial<Draft>) => void;
  errorOf: (path: string) => string | undefined;
}): ReactNode {
  const dataset = useQuery({ ...datasetQuery(draft.datasetId ?? ''), enabled: draft.datasetId !== undefined });
  const versions = useQuery({ ...modelVersionsQuery(draft.modelId ?? ''), enabled: draft.modelId !== undefined });
  if (!draft.datasetId || !draft.modelId) return null;
  if (dataset.isError) return <ProblemView error={dataset.error} onRetry={() => void dataset.refetch()} />;
  if (versions.isError) return <ProblemView error={versions.error} onRetry={() => void versions.refetch()} />;
  const version = versions.data?.items.find(
    (one) => draft.modelVersion === undefined || one.version === draft.modelVersion,
  );
  if (!dataset.data || !version) return <Skeleton rows={2} />;
  const { inputs } = version.signature;
  const { columns } = dataset.data;
  const plain = misfitsOf(inputs, columns, {});
  const left = misfitsOf(inputs, columns, draft.mapping);
  const shown = inputs.filter(
    (input) => plain.some((one) => one.input.name === input.name) || draft.mapping[input.name] !== undefined,
  );
  const map = (name: string, column: string) => {
    const { [name]: _, ...others } = draft.mapping;
    change({ mapping: column ? { ...others, [name]: column } : others });
  };
  return (
    <div className="stack" data-field="columnMapping">
      {left.length === 0 ? (
        <Banner tone="success">The dataset has every column that the model needs.</Banner>
      ) : (
        <Banner tone="error">
          {plural(left.length, 'column')} of the model cannot be read from this dataset:{' '}
          {left
            .map(({ input, actual }) =>
              actual === undefined ? `“${input.name}” is missing` : `“${input.name}” is ${actual}, not ${input.type}`,
            )
            .join('; ')}
          .
        </Banner>
      )}
      {shown.length > 0 && (
        <div className="launch-columns">
          {shown.map((input) => (
            <div key={input.name} data-field={`columnMapping.${input.name}`}>
              <SelectField
                label={`Column for ${input.name}`}
                help={`The model wants ${input.type}.`}
                error={errorOf(`columnMapping.${input.name}`) ?? errorOf(input.name)}
                value={draft.mapping[input.name] ?? ''}
                placeholder="Choose a column"
                options={columns.map((column) => ({
                  value: column.name,
                  label: `${column.name} (${column.type})`,
                  disabled: !accepts(input.type, column.type),
                }))}
                onChange={(column) => map(input.name, column)}
              />
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
