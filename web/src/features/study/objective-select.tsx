import type { ReactNode } from 'react';
import { SelectField } from '@/shared/ui/field';
import type { TabProps } from './tab-props';
import { directionWord } from './trial-words';

/** Which objective is looked at; nothing for a study with one. */
export function ObjectiveSelect({ session, search, change }: Omit<TabProps, 'study'>): ReactNode {
  const { objectives } = session.store;
  if (objectives.length < 2) return null;
  return (
    <SelectField
      label="Objective"
      value={String(search.objective ?? 0)}
      options={objectives.map((one, at) => ({ value: String(at), label: `${one.metric} (${directionWord(one)})` }))}
      onChange={(value) => change({ objective: Number(value) || undefined, top: undefined })}
    />
  );
}
