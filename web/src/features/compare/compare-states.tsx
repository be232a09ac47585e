import { type ReactNode, useState } from 'react';
import { BIDI_NAME, LONG_NAME, SAMPLE_PROJECT, sampleRun } from '@/shared/gallery/samples';
import { Specimen, Specimens } from '@/shared/gallery/specimen';
import { axisOf, type Brush } from './axes';
import type { CompareSearch } from './compare-search';
import { comparedRuns, type RunComparison } from './comparison';
import { MetricsTab } from './metrics-tab';
import { ParallelPlot } from './parallel-plot';
import { ParamsTab } from './params-tab';
import { RunStrip } from './run-strip';
import { ScatterPlot } from './scatter-plot';
import './compare.css';

const nothing = () => undefined;
const COUNT = 6;

const metric = (last: number | 'NaN' | 'Infinity') => ({
  last,
  min: typeof last === 'number' ? last / 2 : null,
  max: typeof last === 'number' ? last * 2 : null,
  mean: typeof last === 'number' ? last : null,
  lastStep: 200,
  points: 200,
});

const names = ['the baseline', 'deeper', LONG_NAME, BIDI_NAME, 'diverged', 'without metrics'];
const comparison: RunComparison = {
  runs: names.map((name, at) => sampleRun(name, { id: `gallery-compared-${at}`, tags: at % 2 === 0 ? ['even'] : [] })),
  params: [
    { path: 'lr', differs: true, values: [0.001, 0.01, 0.0001, 0.1, 1, 0.001] },
    { path: 'boosting', differs: true, values: ['gbdt', 'dart', 'gbdt', 'rf', null, 'gbdt'] },
    { path: 'note', differs: true, values: [LONG_NAME, BIDI_NAME, null, null, null, null] },
    { path: 'seed', differs: false, values: Array.from({ length: COUNT }, () => 7) },
  ],
  metrics: [
    {
      key: 'val/loss',
      differs: true,
      values: [metric(0.2143), metric(0.1871), metric(0.4021), metric(0.2143), metric('Infinity'), null],
    },
    {
      key: 'val/auc',
      differs: true,
      values: [metric(0.9132), metric(0.9171), metric(0.8021), metric(0.9), metric('NaN'), null],
    },
  ],
  truncated: false,
};
const same: RunComparison = { ...comparison, params: comparison.params.slice(3), metrics: [] };
const bare: RunComparison = { ...comparison, params: [], metrics: [] };

const slots = comparison.runs.map((run, slot) => ({ id: run.id, slot }));
const first = comparison.runs[0]?.id;
const runs = comparedRuns(comparison, slots, {
  baseline: first,
  pinned: ['gallery-compared-2'],
  hidden: ['gallery-compared-1'],
});
const fields = ['param.lr', 'param.boosting', 'metric.val/loss', 'metric.val/auc'];
const axes = fields.flatMap((field) => axisOf(comparison, field) ?? []);
const [lr, boosting, loss, auc] = axes;

/** Several runs beside each other. */
export function CompareStates(): ReactNode {
  return (
    <>
      <Specimens title="Compared runs">
        <Specimen name="Strip: a baseline, one pinned, one hidden" wide>
          <RunStrip runs={runs} onHide={nothing} onPin={nothing} onBaseline={nothing} onRemove={nothing} />
        </Specimen>
      </Specimens>
      <Specimens title="Parameters">
        <Specimen name="Parameters that differ" wide>
          <Params of={comparison} />
        </Specimen>
        <Specimen name="Parameters, also those that do not differ" wide>
          <Params of={comparison} start={{ same: true }} />
        </Specimen>
        <Specimen name="Parameters: none differs">
          <Params of={same} />
        </Specimen>
        <Specimen name="Parameters: none">
          <Params of={bare} />
        </Specimen>
      </Specimens>
      <Specimens title="Metrics">
        <Specimen name="Metrics with deltas and places" wide>
          <Metrics of={comparison} start={{ sort: first }} />
        </Specimen>
        <Specimen name="Metrics of groups" wide>
          <Metrics of={comparison} start={{ group: 'tag' }} />
        </Specimen>
        <Specimen name="Metrics: none">
          <Metrics of={bare} />
        </Specimen>
      </Specimens>
      <Specimens title="Plots">
        <Specimen name="Parallel coordinates" wide>
          <Parallel colour="metric.val/auc" />
        </Specimen>
        <Specimen name="Parallel coordinates with ranges" wide>
          <Parallel
            colour="metric.val/auc"
            start={[
              ['param.lr', { from: 0.0005, to: 0.02 }],
              ['metric.val/auc', { from: 0.85, to: 0.95 }],
            ]}
          />
        </Specimen>
        <Specimen name="Scatter of numbers">
          {lr && loss && <ScatterPlot comparison={comparison} x={lr} y={loss} runs={runs} colour="metric.val/auc" />}
        </Specimen>
        <Specimen name="Scatter of words, without colours">
          {boosting && auc && (
            <ScatterPlot comparison={comparison} x={boosting} y={auc} runs={runs} colour={undefined} />
          )}
        </Specimen>
      </Specimens>
    </>
  );
}

interface TabState {
  of: RunComparison;
  start?: CompareSearch;
}

function useTabProps({ of, start = {} }: TabState) {
  const [search, setSearch] = useState<CompareSearch>(start);
  return {
    projectId: SAMPLE_PROJECT,
    comparison: of,
    runs,
    search,
    set: (change: Partial<CompareSearch>) => setSearch({ ...search, ...change }),
  };
}

function Params(state: TabState) {
  return <ParamsTab {...useTabProps(state)} />;
}

function Metrics(state: TabState) {
  return <MetricsTab {...useTabProps(state)} />;
}

function Parallel({ colour, start = [] }: { colour: string; start?: readonly (readonly [string, Brush])[] }) {
  const [brushes, setBrushes] = useState<ReadonlyMap<string, Brush>>(() => new Map(start));
  const onBrush = (field: string, brush: Brush | undefined) => {
    const next = new Map(brushes);
    if (brush) next.set(field, brush);
    else next.delete(field);
    setBrushes(next);
  };
  return (
    <ParallelPlot comparison={comparison} axes={axes} runs={runs} colour={colour} brushes={brushes} onBrush={onBrush} />
  );
}
