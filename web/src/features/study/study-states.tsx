import { type ReactNode, useMemo, useState } from 'react';
import type { StudyInstance } from '@/shared/api/types';
import { BIDI_NAME, LONG_NAME, SAMPLE_PROJECT } from '@/shared/gallery/samples';
import { Specimen, Specimens } from '@/shared/gallery/specimen';
import { chosenMeasure } from '@/shared/measures/set-measures';
import { extentsOf, type MatrixData, matrixOrder } from './matrix';
import { MatrixTable } from './matrix-card';
import type { TrialSeries } from './study-api';
import type { StudySearch } from './study-search';
import { storeOf, type TrialLine } from './trial-fixture';
import './study.css';

/** The parts of a study's page that no study of another kind has. */
export function StudyStates(): ReactNode {
  return (
    <Specimens title="Trials by instances">
      <Specimen name="Matrix: by the gap integral" wide>
        <SampleMatrix trials={few} instances={4} />
      </Specimen>
      <Specimen name="Matrix: sorted by an instance, with a chosen trial" wide>
        <SampleMatrix trials={few} instances={4} start={{ by: '-instance.2', trial: 3 }} />
      </Specimen>
      <Specimen name="Matrix: by how many are solved" wide>
        <SampleMatrix trials={few} instances={4} start={{ measure: 'solved' }} />
      </Specimen>
      <Specimen name="Matrix: many trials and instances" wide>
        <SampleMatrix trials={many} instances={60} />
      </Specimen>
      <Specimen name="Matrix: nothing has ended yet" wide>
        <SampleMatrix trials={[{ number: 0, state: 'running' }]} instances={4} />
      </Specimen>
    </Specimens>
  );
}

const few: readonly TrialLine[] = [
  { number: 0, values: [0.412] },
  { number: 1, values: [0.2054] },
  { number: 2, values: [0.93], state: 'pruned' },
  { number: 3, values: [0.41] },
  { number: 4, state: 'failed', failure: 'Instance 2, p0201.mps v1: the bound of x7 is no number.' },
  { number: 5, state: 'running' },
];
const many: readonly TrialLine[] = Array.from({ length: 400 }, (_, number) => ({
  number,
  values: [((number * 37) % 101) / 100],
}));

const names = [LONG_NAME, 'p0201.mps', BIDI_NAME, 'stein27.mps'];
const instancesOf = (count: number): StudyInstance[] =>
  Array.from({ length: count }, (_, at) => ({
    place: at + 1,
    datasetId: `gallery-instance-${at}`,
    name: names[at] ?? `instance-${at + 1}.mps`,
    version: at % 2 === 0 ? 1 : 3,
    format: 'mps',
    model: null,
  }));

/** How many instances of a trial have ended. */
const ended = ({ state }: TrialLine, instances: number) =>
  state === undefined ? instances : state === 'running' ? 0 : 1;

function SampleMatrix({
  trials,
  instances: count,
  start = {},
}: {
  trials: readonly TrialLine[];
  instances: number;
  start?: StudySearch;
}) {
  const [search, setSearch] = useState<StudySearch>(start);
  const measure = chosenMeasure(search.measure, undefined);
  const instances = useMemo(() => instancesOf(count), [count]);
  const { data, order, extents } = useMemo(() => {
    const store = storeOf(trials, { space: [], objectives: [{ metric: 'set/gap_integral', maximize: false }] });
    const madeUp = (trial: number, at: number) => ((trial * 29 + at * 53) % 97) / 97;
    const series = new Map<string, TrialSeries>(
      trials.map((trial) => {
        const places = Array.from({ length: ended(trial, count) }, (_, at) => at + 1);
        const value = places.map((at) => madeUp(trial.number, at));
        const told = measure.name === 'solved' ? value.map((one) => (one < 0.7 ? 1 : 0)) : value;
        return [`run-${trial.number}`, { step: places, value: told }];
      }),
    );
    const made: MatrixData = { store, series };
    const shown = matrixOrder(
      made,
      Array.from(trials, ({ number }) => number),
      undefined,
      search.by,
    );
    return { data: made, order: shown, extents: extentsOf(made, shown, count) };
  }, [trials, count, measure, search.by]);
  return (
    <MatrixTable
      study={{ run: { projectId: SAMPLE_PROJECT } }}
      search={search}
      change={(next) => setSearch((known) => ({ ...known, ...next }))}
      data={data}
      order={order}
      instances={instances}
      extents={extents}
      measure={measure}
    />
  );
}
