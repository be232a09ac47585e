import { useQuery } from '@tanstack/react-query';
import { type ColumnState, groupFieldOf, groupWord, isParam } from './run-columns';
import { readColumns } from './run-list-api';

const GROUP_OFFERS = ['status', 'kind', 'outcome', 'dataset', 'tag', 'algorithm', 'owner', 'model'];

/** By what the runs are put together: an attribute, or a parameter that they have. */
export function GroupSelect({
  projectId,
  columns,
  group,
  onGroup,
}: {
  projectId: string;
  columns: readonly ColumnState[];
  group: string | undefined;
  onGroup: (group: string | undefined) => void;
}) {
  const params = useQuery({
    queryKey: ['runs', projectId, 'columns', 'params'],
    queryFn: ({ signal }) => readColumns(projectId, { kind: 'param', limit: 200 }, signal),
    staleTime: 60_000,
    retry: false,
  });
  const shown = columns.flatMap((one) => (isParam(one.key) ? (groupFieldOf(one.key) ?? []) : []));
  const fields = [...new Set([...shown, ...(params.data?.items ?? []).map((one) => one.field)])];
  const isUnknown = group !== undefined && !GROUP_OFFERS.includes(group) && !fields.includes(group);
  return (
    <select
      className="input select group-select"
      aria-label="Group by"
      value={group ?? ''}
      onChange={(event) => onGroup(event.target.value || undefined)}
    >
      <option value="">No groups</option>
      {isUnknown && <option value={group}>by {groupWord(group)}</option>}
      {GROUP_OFFERS.map((field) => (
        <option key={field} value={field}>
          by {field}
        </option>
      ))}
      {fields.length > 0 && (
        <optgroup label="Parameters">
          {fields.map((field) => (
            <option key={field} value={field}>
              by {groupWord(field)}
            </option>
          ))}
        </optgroup>
      )}
    </select>
  );
}
