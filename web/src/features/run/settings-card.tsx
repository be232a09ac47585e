import type { ReactNode } from 'react';
import { Card } from '@/shared/ui/page';
import type { Draft } from './draft';
import type { ParameterForm } from './schema-form-fields';
import { SchemaForm } from './schema-form-view';
import type { SearchPart } from './search-rows';

export interface SettingsProps {
  form: ParameterForm;
  parameterErrors: ReadonlyMap<string, string>;
  /** The parameter that somebody is led to. */
  revealed: { path: string } | undefined;
  /** Told when the settings as JSON cannot be taken. */
  onFault: (fault: string | undefined) => void;
  /** Of a study. */
  search?: SearchPart;
}

/** The settings of the method of a draft. */
export function SettingsCard({
  title,
  draft,
  change,
  form,
  parameterErrors,
  revealed,
  onFault,
  search,
}: SettingsProps & { title: string; draft: Draft; change: (next: Partial<Draft>) => void }): ReactNode {
  const settings = (
    <SchemaForm
      key={draft.algorithm}
      form={form}
      errors={parameterErrors}
      revealed={revealed}
      extra={search?.extra}
      json={search?.json}
      onFault={onFault}
      onChange={(next) => change({ parameters: { ...draft.parameters, [draft.algorithm ?? '']: next } })}
    />
  );
  return (
    <Card title={title} className="launch-step">
      {search ? (
        <div className="stack" data-field="search" data-focus=".search-switch input">
          {search.note}
          {settings}
        </div>
      ) : (
        settings
      )}
    </Card>
  );
}
