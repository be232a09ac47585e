import { type ReactNode, useState } from 'react';
import { Banner } from '@/shared/ui/feedback';
import { SelectField, Toggle } from '@/shared/ui/field';
import { TableFrame } from '@/shared/ui/table-frame';
import { MOST_BESIDE } from './compare-search';
import type { ComparedRun } from './comparison';
import { RunName } from './run-name';
import type { TabProps } from './tab-props';
import { orderedJson, sideBySide } from './text-diff';

/** What a run was asked to do, and where it was done, as text. */
function textOf({ run }: ComparedRun): string {
  return orderedJson({
    config: run.spec,
    environment: {
      service: run.service ?? null,
      instance: run.instance ?? null,
      attempt: run.attempt,
      dataset: run.datasetName ?? null,
      ...('environment' in run ? { details: run.environment } : {}),
    },
  });
}

/** Two runs side by side, line by line. */
export function ConfigTab({ runs }: TabProps): ReactNode {
  const [left, setLeft] = useState(runs[0]?.id ?? '');
  const [right, setRight] = useState(runs[1]?.id ?? runs[0]?.id ?? '');
  const [all, setAll] = useState(false);
  const first = runs.find((run) => run.id === left) ?? runs[0];
  const second = runs.find((run) => run.id === right) ?? runs[1] ?? first;
  if (!first || !second) return null;
  const lines = sideBySide(textOf(first), textOf(second));
  const differ = lines.filter((line) => line.changed).length;
  const options = runs.slice(0, 200).map((run) => ({ value: run.id, label: run.name }));
  const near = (at: number) => lines.slice(Math.max(0, at - 3), at + 4).some((line) => line.changed);
  return (
    <div className="stack">
      <div className="row compare-tools">
        <SelectField label="Left" value={first.id} options={options} onChange={setLeft} />
        <SelectField label="Right" value={second.id} options={options} onChange={setRight} />
        <Toggle label="All lines" checked={all} onChange={setAll} />
      </div>
      {runs.length > MOST_BESIDE && (
        <p className="muted">Two of {runs.length} runs at a time; parameters of all are in the tab Params.</p>
      )}
      {differ === 0 && <Banner tone="success">Config and environment of both runs are the same.</Banner>}
      <TableFrame className="compare-scroll" label="Config and environment">
        <table className="compare-table diff-table">
          <thead>
            <tr>
              <th scope="col">
                <RunName run={first} />
              </th>
              <th scope="col">
                <RunName run={second} />
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line, at) =>
              all || near(at) ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
                <tr key={at} className={line.changed ? 'changed' : undefined}>
                  <td>
                    <code>{line.left ?? ' '}</code>
                  </td>
                  <td>
                    <code>{line.right ?? ' '}</code>
                    {line.changed && <span className="visually-hidden"> (differs)</span>}
                  </td>
                </tr>
              ) : null,
            )}
          </tbody>
        </table>
      </TableFrame>
    </div>
  );
}
