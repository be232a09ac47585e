import { type ReactNode, useMemo } from 'react';
import { cividis } from '@/shared/chart/cividis';
import { formatNumber } from '@/shared/format/format';
import { useHighlightedRun } from '@/shared/live/highlight';
import { Button, IconButton } from '@/shared/ui/button';
import { EmptyState } from '@/shared/ui/feedback';
import { SelectField, TextField, Toggle } from '@/shared/ui/field';
import { TableFrame } from '@/shared/ui/table-frame';
import {
  type Axis,
  axisOf,
  type Brush,
  brushTexts,
  fieldsOf,
  firstAxes,
  isInside,
  objectiveOf,
  parseBrushes,
  type ScaleKind,
} from './axes';
import { ParallelPlot } from './parallel-plot';
import { marks, RunName } from './run-name';
import { ScatterPlot } from './scatter-plot';
import type { TabProps } from './tab-props';

const scalesOf = (texts: readonly string[] | undefined): Map<string, ScaleKind> =>
  new Map(
    (texts ?? []).flatMap((text) => {
      const at = text.lastIndexOf(':');
      const kind = text.slice(at + 1);
      return kind === 'log' || kind === 'linear' ? [[text.slice(0, at), kind] as const] : [];
    }),
  );

const labelOf = (field: string) =>
  `${field.startsWith('param.') ? 'param' : 'metric'} ${field.slice(field.indexOf('.') + 1)}`;

/** Parallel coordinates with ranges on any axis, a scatter, and the runs that are inside as a table. */
export function ParallelTab({ comparison, runs, search, set }: TabProps): ReactNode {
  const objective = search.colour ?? objectiveOf(comparison);
  const chosen = search.axes ?? firstAxes(comparison, objective);
  const scales = useMemo(() => scalesOf(search.scale), [search.scale]);
  const axes = useMemo(
    () => chosen.flatMap((field) => axisOf(comparison, field, scales.get(field)) ?? []),
    [comparison, chosen, scales],
  );
  const brushes = useMemo(() => parseBrushes(search.brush), [search.brush]);
  const fields = useMemo(() => fieldsOf(comparison), [comparison]);
  const shown = runs.filter((run) => run.visible);
  const inside = shown.filter((run) => isInside(run, axes, brushes));
  const options = fields.map((field) => ({ value: field, label: labelOf(field) }));
  if (fields.length === 0) {
    return (
      <EmptyState icon="chart" title="Nothing to draw yet">
        These runs have neither parameters nor metrics.
      </EmptyState>
    );
  }
  const brush = (field: string, next: Brush | undefined) => {
    const changed = new Map(brushes);
    if (next) changed.set(field, next);
    else changed.delete(field);
    set({ brush: brushTexts(changed) });
  };
  const setScale = (field: string, kind: ScaleKind) =>
    set({ scale: [...new Map(scales).set(field, kind)].map(([one, how]) => `${one}:${how}`) });
  const move = (at: number, by: number) => {
    const next = [...chosen];
    const [moved] = next.splice(at, 1);
    if (moved !== undefined) next.splice(at + by, 0, moved);
    set({ axes: next });
  };
  const x = axisOf(comparison, search.scatterX ?? chosen[0] ?? '', scales.get(search.scatterX ?? chosen[0] ?? ''));
  const y = axisOf(comparison, search.scatterY ?? objective ?? '', scales.get(search.scatterY ?? objective ?? ''));
  return (
    <div className="stack">
      <div className="row compare-tools">
        <SelectField
          label="Coloured by"
          value={objective ?? ''}
          options={options}
          onChange={(value) => set({ colour: value })}
        />
        <SelectField
          label="Add an axis"
          value=""
          placeholder="choose"
          options={options.filter((option) => !chosen.includes(option.value))}
          onChange={(value) => value !== '' && set({ axes: [...chosen, value] })}
        />
        {brushes.size > 0 && <Button onClick={() => set({ brush: undefined })}>Remove all ranges</Button>}
        {objective && <ColourScale axis={axisOf(comparison, objective)} />}
      </div>
      <ParallelPlot
        comparison={comparison}
        axes={axes}
        runs={shown}
        colour={objective}
        brushes={brushes}
        onBrush={brush}
      />
      <p role="status" className="tabular">
        {inside.length} of {shown.length} runs are inside of all ranges.
      </p>
      <details className="axis-list">
        <summary>Axes: order, ranges and scales</summary>
        <ul>
          {axes.map((axis, at) => (
            <AxisRow
              key={axis.field}
              axis={axis}
              brush={brushes.get(axis.field)}
              isFirst={at === 0}
              isLast={at === axes.length - 1}
              onMove={(by) => move(chosen.indexOf(axis.field), by)}
              onBrush={(next) => brush(axis.field, next)}
              onScale={(kind) => setScale(axis.field, kind)}
              onRemove={() => set({ axes: chosen.filter((field) => field !== axis.field) })}
            />
          ))}
        </ul>
      </details>
      <InsideTable axes={axes} runs={inside} />
      <h2>Scatter</h2>
      <div className="row compare-tools">
        <SelectField
          label="Across"
          value={x?.field ?? ''}
          options={options}
          onChange={(value) => set({ scatterX: value })}
        />
        <SelectField
          label="Up"
          value={y?.field ?? ''}
          options={options}
          onChange={(value) => set({ scatterY: value })}
        />
      </div>
      {x && y && <ScatterPlot comparison={comparison} x={x} y={y} runs={inside} colour={objective} />}
    </div>
  );
}

function ColourScale({ axis }: { axis: Axis | undefined }) {
  if (!axis || axis.kind === 'words') return null;
  const stops = [0, 0.25, 0.5, 0.75, 1].map(cividis).join(', ');
  return (
    <span className="colour-scale">
      <span className="tabular">{formatNumber(axis.from)}</span>
      <i style={{ background: `linear-gradient(to right, ${stops})` }} />
      <span className="tabular">{formatNumber(axis.to)}</span>
    </span>
  );
}

function AxisRow({
  axis,
  brush,
  isFirst,
  isLast,
  onMove,
  onBrush,
  onScale,
  onRemove,
}: {
  axis: Axis;
  brush: Brush | undefined;
  isFirst: boolean;
  isLast: boolean;
  onMove: (by: number) => void;
  onBrush: (brush: Brush | undefined) => void;
  onScale: (kind: ScaleKind) => void;
  onRemove: () => void;
}) {
  const bounds = { from: axis.from, to: axis.kind === 'words' ? axis.words.length - 1 : axis.to };
  const put = (end: 'from' | 'to', text: string) => {
    const value = Number(text);
    if (text.trim() === '') return onBrush(undefined);
    if (!Number.isFinite(value)) return;
    const next = { ...(brush ?? bounds), [end]: value };
    if (next.from <= next.to) onBrush(next);
  };
  return (
    <li className="axis-row">
      <strong>{axis.label}</strong>
      {axis.kind === 'words' && (
        <span className="muted small">{axis.words.map((word, at) => `${at} ${word}`).join(' · ')}</span>
      )}
      <TextField
        label={`${axis.label} from`}
        inputMode="decimal"
        defaultValue={brush?.from ?? ''}
        key={`from ${brush?.from}`}
        placeholder={formatNumber(bounds.from)}
        onBlur={(event) => put('from', event.target.value)}
        onKeyDown={(event) => event.key === 'Enter' && put('from', event.currentTarget.value)}
      />
      <TextField
        label={`${axis.label} to`}
        inputMode="decimal"
        defaultValue={brush?.to ?? ''}
        key={`to ${brush?.to}`}
        placeholder={formatNumber(bounds.to)}
        onBlur={(event) => put('to', event.target.value)}
        onKeyDown={(event) => event.key === 'Enter' && put('to', event.currentTarget.value)}
      />
      {axis.kind !== 'words' && (
        <Toggle
          label="log"
          checked={axis.kind === 'log'}
          disabled={axis.from <= 0}
          onChange={(checked) => onScale(checked ? 'log' : 'linear')}
        />
      )}
      <IconButton icon="chevronLeft" label={`Move ${axis.label} left`} disabled={isFirst} onClick={() => onMove(-1)} />
      <IconButton icon="chevronRight" label={`Move ${axis.label} right`} disabled={isLast} onClick={() => onMove(1)} />
      <IconButton icon="close" label={`Remove the axis ${axis.label}`} onClick={onRemove} />
    </li>
  );
}

function InsideTable({ axes, runs }: { axes: readonly Axis[]; runs: TabProps['runs'] }) {
  const highlighted = useHighlightedRun();
  return (
    <TableFrame className="compare-scroll" label="Runs inside of all ranges">
      <table className="compare-table">
        <thead>
          <tr>
            <th scope="col">Run</th>
            {axes.map((axis) => (
              <th key={axis.field} scope="col">
                {axis.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.id} data-highlighted={highlighted === run.id || undefined} {...marks(run.id)}>
              <th scope="row">
                <RunName run={run} />
              </th>
              {axes.map((axis) => {
                const value = axis.values[run.at];
                return (
                  <td key={axis.field} className="number">
                    {value === undefined ? (
                      <span className="muted">{axis.field.startsWith('metric.') ? 'not logged' : 'not set'}</span>
                    ) : typeof value === 'number' ? (
                      formatNumber(value)
                    ) : (
                      value
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
