import { Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useMemo, useRef } from 'react';
import { saveBlob } from '@/shared/api/client';
import type { StudyInstance } from '@/shared/api/types';
import { heatColour } from '@/shared/chart/heat';
import { formatCount, NOTHING, plural, versionedName } from '@/shared/format/format';
import { chosenMeasure, instanceMetric, type SetMeasure, setMeasures } from '@/shared/measures/set-measures';
import { Button } from '@/shared/ui/button';
import { ProblemView } from '@/shared/ui/feedback';
import { SelectField, Toggle } from '@/shared/ui/field';
import { Card } from '@/shared/ui/page';
import { TableFrame } from '@/shared/ui/table-frame';
import { objectiveField } from './axis';
import {
  BEST,
  type Extent,
  extentsOf,
  heatOf,
  instanceField,
  type MatrixData,
  matrixOrder,
  matrixRows,
  matrixValue,
  wholeExtent,
} from './matrix';
import { csvOf } from './plot-rows';
import type { TabProps } from './tab-props';
import { nextTrialSort } from './trial-order';
import { Gap, ROW, SortHead, TrialCells } from './trial-rows';
import { newestTrials, useTrialSeries } from './trial-series';
import { maskOf, useSelection } from './use-session';
import { useTrialMoves } from './use-trial-moves';

const MOST_TRIALS = 1000;

type MatrixProps = TabProps & { instances: readonly StudyInstance[] };

/** Every trial by every instance: which parameters are good for which. */
export function MatrixCard(props: MatrixProps): ReactNode {
  const { study, search, change } = props;
  const measure = chosenMeasure(search.measure, study.objectives[0]?.metric);
  return (
    <Card title="Trials by instances" labelledBy="study-matrix" className="study-card">
      <div className="study-measure">
        <SelectField
          label="Measure"
          help={measure.definition}
          value={measure.name}
          options={setMeasures.map(({ name, title }) => ({ value: name, label: title }))}
          onChange={(name) => change({ measure: name }, { replace: true })}
        />
      </div>
      <Matrix key={measure.name} {...props} measure={measure} />
    </Card>
  );
}

function Matrix({ study, session, search, change, instances, measure }: MatrixProps & { measure: SetMeasure }) {
  const { store } = session;
  const selection = useSelection(session);
  const numbers = newestTrials(store, MOST_TRIALS);
  const { series, isPending, error, retry } = useTrialSeries(store, instanceMetric(measure), numbers);
  const isWhole = search.scale === 'all';
  const key = numbers.join();
  const picked = selection.current();
  const { version } = store;
  // biome-ignore lint/correctness/useExhaustiveDependencies: versions say when trials, or what is picked out, have changed
  const { data, order, extents } = useMemo(() => {
    const made: MatrixData = { store, series };
    const shown = matrixOrder(made, numbers, maskOf(session)(), search.by);
    const each = extentsOf(made, shown, instances.length);
    const whole = isWhole ? wholeExtent(each) : undefined;
    return { data: made, order: shown, extents: isWhole ? each.map(() => whole) : each };
  }, [session, store, version, key, picked, series, instances, search.by, isWhole]);
  const csv = () => csvOf(matrixRows(data, order, instances));
  return (
    <>
      <div className="row spread">
        <p className="muted tabular">
          {plural(order.length, 'trial')} by {plural(instances.length, 'instance')}
          {store.length > numbers.length && `, of the newest ${formatCount(numbers.length)}`} ·{' '}
          <span role="status">
            {isPending
              ? 'the values are being read…'
              : `blue is better, orange is worse, the best ${isWhole ? 'of all' : 'of each instance'} is bold`}
          </span>
        </p>
        <div className="row">
          <Toggle
            label="One scale for all instances"
            checked={isWhole}
            onChange={(on) => change({ scale: on ? 'all' : undefined }, { replace: true })}
          />
          <Button
            icon="download"
            onClick={() =>
              saveBlob(
                new Blob([csv()], { type: 'text/csv;charset=utf-8' }),
                `${study.run.name} ${measure.name} by instances.csv`,
              )
            }
          >
            CSV
          </Button>
        </div>
      </div>
      {error ? <ProblemView error={error} onRetry={retry} /> : null}
      <MatrixTable
        study={study}
        search={search}
        change={change}
        data={data}
        order={order}
        instances={instances}
        extents={extents}
        measure={measure}
      />
    </>
  );
}

export function MatrixTable({
  study,
  search,
  change,
  data,
  order,
  instances,
  extents,
  measure,
}: Pick<MatrixProps, 'search' | 'change' | 'instances'> & {
  study: { run: { projectId: string } };
  data: MatrixData;
  order: Int32Array;
  extents: readonly (Extent | undefined)[];
  measure: SetMeasure;
}) {
  const frame = useRef<HTMLElement>(null);
  const rows = useVirtualizer({
    count: order.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW,
    overscan: 8,
  });
  useTrialMoves('Trials by instances', {
    frame,
    order,
    chosen: search.trial,
    change,
    scrollTo: (place) => rows.scrollToIndex(place, { align: 'auto' }),
  });
  const visible = rows.getVirtualItems();
  const before = visible[0]?.start ?? 0;
  const after = rows.getTotalSize() - (visible.at(-1)?.end ?? 0);
  const { store } = data;
  const columns = 2 + store.objectives.length + instances.length;
  const head = (field: string, title: string, isNumber = true, link?: ReactNode) => (
    <SortHead
      key={field}
      field={field}
      title={title}
      sort={search.by}
      isNumber={isNumber}
      before={link}
      onSort={() => change({ by: nextTrialSort(search.by, field) }, { replace: true })}
    >
      <span className="matrix-name">{title}</span>
    </SortHead>
  );
  const { projectId } = study.run;
  return (
    <TableFrame label="Trials by instances" className="study-trials study-matrix" ref={frame}>
      <table className="table" aria-label="Trials by instances" aria-rowcount={order.length + 1}>
        <thead>
          <tr>
            {head('number', 'Trial')}
            {head('state', 'State', false)}
            {store.objectives.map(({ metric }) => head(objectiveField(metric), metric))}
            {instances.map((one) =>
              head(
                instanceField(one.place),
                versionedName(one),
                true,
                <Link
                  to="/projects/$projectId/datasets/$datasetId"
                  params={{ projectId, datasetId: one.datasetId }}
                  aria-label={`Dataset of instance ${one.place}, ${versionedName(one)}`}
                >
                  {one.place}
                </Link>,
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <Gap height={before} columns={columns} />}
          {visible.map(({ index }) => {
            const number = order[index];
            return number === undefined ? null : (
              <MatrixRow
                key={number}
                number={number}
                index={index}
                data={data}
                instances={instances}
                extents={extents}
                measure={measure}
                isChosen={search.trial === number}
                onChoose={() => change({ trial: search.trial === number ? undefined : number }, { replace: true })}
              />
            );
          })}
          {after > 0 && <Gap height={after} columns={columns} />}
        </tbody>
      </table>
    </TableFrame>
  );
}

function MatrixRow({
  number,
  index,
  data,
  instances,
  extents,
  measure,
  isChosen,
  onChoose,
}: {
  number: number;
  index: number;
  data: MatrixData;
  instances: readonly StudyInstance[];
  extents: readonly (Extent | undefined)[];
  measure: SetMeasure;
  isChosen: boolean;
  onChoose: () => void;
}) {
  const trial = data.store.trial(number);
  if (!trial) return null;
  return (
    <tr aria-rowindex={index + 2} data-highlighted={isChosen || undefined} data-trial={number}>
      <TrialCells trial={trial} objectives={data.store.objectives} isChosen={isChosen} onChoose={onChoose} />
      {instances.map(({ place }) => {
        const value = matrixValue(data, number, place);
        const extent = extents[place - 1];
        const words = Number.isNaN(value) ? NOTHING : measure.format(value);
        const heat = heatOf(value, extent, measure);
        return (
          <td
            key={place}
            className="number"
            data-place={place}
            style={heat === null ? undefined : { background: heatColour(heat) }}
            title={Number.isNaN(value) ? undefined : String(value)}
          >
            {heat === BEST ? <strong>{words}</strong> : words}
          </td>
        );
      })}
    </tr>
  );
}
