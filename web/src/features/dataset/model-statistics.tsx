import type { ReactNode } from 'react';
import type { InstanceModel } from '@/shared/api/types';
import { formatPercent, NOTHING } from '@/shared/format/format';
import { Facts } from '@/shared/ui/page';
import { countWords, variablesOf } from './instance';

/** What a model holds: variables by type, constraints, non-zeros. A dash is what only the solver can tell. */
export function ModelStatistics({ model }: { model: InstanceModel }): ReactNode {
  const { continuous, integer, binary } = model.variables ?? {};
  const variables = variablesOf(model);
  const cells = (variables ?? 0) * (model.constraints ?? 0);
  const items: [string, ReactNode][] = [
    ['Name', model.name || NOTHING],
    ['Sense', model.sense ?? NOTHING],
    ['Variables', countWords(variables)],
    ['· continuous', countWords(continuous)],
    ['· integer', countWords(integer)],
    ['· binary', countWords(binary)],
    ['Constraints', countWords(model.constraints)],
    ['Non-zeros', countWords(model.nonzeros)],
  ];
  if (cells > 0 && typeof model.nonzeros === 'number') {
    items.push(['Density', formatPercent(model.nonzeros / cells, 2)]);
  }
  const isPartial = items.some(([name, value]) => name !== 'Name' && value === NOTHING);
  return (
    <>
      <Facts items={items} />
      {isPartial && <p className="muted small">A dash is what only the solver can tell, once it has read the model.</p>}
    </>
  );
}
