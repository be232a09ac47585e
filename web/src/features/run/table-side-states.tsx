import { type ReactNode, useEffect, useState } from 'react';
import { Sampled } from '@/shared/gallery/sampled';
import { ago, BIDI_NAME, LONG_NAME, SAMPLE_PROJECT, sampleUser, storeAway } from '@/shared/gallery/samples';
import { Specimen, Specimens, Stage } from '@/shared/gallery/specimen';
import { BulkBar } from './bulk-bar';
import { Picker } from './column-picker';
import { CompareTray } from './compare-tray';
import { PeekPanel } from './peek-panel';
import { type ColumnState, defaultColumns } from './run-columns';
import type { RunRow } from './run-list-api';
import { RunSelection, runSelection } from './run-selection';
import { SavedViews, viewsQuery } from './saved-views';
import { baseline, few, half, LOSS, row, rows } from './table-samples';
import './run.css';
import './runs.css';

const nothing = () => undefined;

const views = {
  items: [
    {
      id: 'gallery-view',
      projectId: SAMPLE_PROJECT,
      name: 'Failed last night',
      scope: 'team',
      state: { q: 'status:failed' },
      default: true,
      createdBy: sampleUser,
      createdAt: ago(9000),
      updatedAt: ago(9000),
    },
  ],
  nextCursor: null,
  total: 1,
};

const columnList = {
  items: [
    { field: 'metric.val/loss', kind: 'metric', key: LOSS },
    { field: `metric.${LONG_NAME}`, kind: 'metric', key: LONG_NAME },
    { field: 'param.lr', kind: 'param', key: 'lr' },
  ],
  nextCursor: null,
  total: 300,
};

/** What is done with the runs of a table. */
export function TableSideStates(): ReactNode {
  return (
    <Specimens title="Around the rows">
      <Specimen name="Selected runs" wide>
        <Bulk picked={few} total={4} />
      </Specimen>
      <Specimen name="Selected runs of many that match" wide>
        <Bulk picked={few} total={102_345} filter="status:failed" />
      </Specimen>
      <Specimen name="Every run that matches is selected" wide>
        <Bulk picked={[]} total={102_345} filter="status:failed" matching />
      </Specimen>
      <Specimen name="Compare tray with more runs than it has room for" wide>
        <Tray />
      </Specimen>
      <Specimen name="Saved views">
        <Sampled fill={({ client }) => client.setQueryData(viewsQuery(SAMPLE_PROJECT).queryKey, views)}>
          <div className="row">
            <SavedViews projectId={SAMPLE_PROJECT} search={{}} onView={nothing} />
            <SavedViews
              projectId={SAMPLE_PROJECT}
              search={{ view: 'gallery-view', q: 'status:failed' }}
              onView={nothing}
            />
            <SavedViews
              projectId={SAMPLE_PROJECT}
              search={{ view: 'gallery-view', q: 'status:running' }}
              onView={nothing}
            />
          </div>
        </Sampled>
      </Specimen>
      <Specimen name="Columns">
        <Sampled orElse={(queryKey) => (queryKey[2] === 'columns' ? columnList : undefined)}>
          <Columns />
        </Sampled>
      </Specimen>
      <Specimen name="Columns of which the values cannot be read">
        <Sampled orElse={(queryKey) => (queryKey[2] === 'columns' ? storeAway : undefined)}>
          <Columns />
        </Sampled>
      </Specimen>
      <Specimen name="Peek">
        <Peek run={{ ...row('peeked at', { progress: half }), id: 'gallery-peeked' }} baselineId={baseline.id} />
      </Specimen>
      <Specimen name="Peek at the baseline, which has told nothing">
        <Sampled>
          <Stage height={420}>
            <PeekPanel
              run={row('silent', { metrics: {} })}
              baselineId="gallery-silent"
              metricKeys={[]}
              onClose={nothing}
            />
          </Stage>
        </Sampled>
      </Specimen>
    </Specimens>
  );
}

function Bulk({
  picked,
  total,
  filter = '',
  matching = false,
}: {
  picked: readonly RunRow[];
  total: number;
  filter?: string;
  matching?: boolean;
}) {
  const [selection] = useState(() => {
    const made = new RunSelection({ read: () => null, write: nothing });
    made.add(picked);
    if (matching) made.pickMatching(filter, total);
    return made;
  });
  const [selected, setSelected] = useState(selection.current());
  useEffect(() => selection.watch(() => setSelected(selection.current())), [selection]);
  return (
    <div className="runs-second">
      <BulkBar
        projectId={SAMPLE_PROJECT}
        selection={selection}
        selected={selected}
        filter={filter}
        total={total}
        columns={[]}
        sort={undefined}
        onDone={nothing}
        onCompare={nothing}
      />
    </div>
  );
}

function Tray() {
  useEffect(() => {
    const selection = runSelection(SAMPLE_PROJECT);
    selection.add([...rows.slice(0, 13), { id: 'gallery-known-by-address', name: '' }]);
    selection.toggleHidden(rows[3]?.id ?? '');
    return () => selection.clear();
  }, []);
  return (
    <Sampled>
      <Stage height={112}>
        <CompareTray projectId={SAMPLE_PROJECT} />
      </Stage>
    </Sampled>
  );
}

function Columns() {
  const [shown, setShown] = useState<readonly ColumnState[]>(() => [
    ...defaultColumns.slice(0, 4),
    { key: `metric.${LONG_NAME}`, aggregate: 'max' },
  ]);
  return (
    <div className="column-picker">
      <Picker
        projectId={SAMPLE_PROJECT}
        columns={shown}
        onColumns={setShown}
        onReset={() => setShown(defaultColumns)}
      />
    </div>
  );
}

const logLine = (seq: number, level: string, text: string) => ({ seq, level, text, time: ago(60 - seq) });

/** What a peek reads, by the last part of its question. */
function peeked([, , part]: readonly unknown[]): unknown {
  if (part === 'peek-lines') {
    const values = Array.from({ length: 40 }, (_, at) => 1 / (at + 1));
    return {
      items: [
        { runId: 'gallery-peeked', key: LOSS, points: 40, values },
        { runId: 'gallery-peeked', key: 'val/auc', points: 40, values: values.map((one) => 1 - one / 2) },
      ],
    };
  }
  if (part === 'peek-diff') {
    return {
      runs: [],
      params: [
        { path: 'lr', differs: true, values: [0.01, 0.001] },
        { path: 'note', differs: true, values: [null, LONG_NAME] },
        { path: 'seed', differs: false, values: [7, 7] },
      ],
      metrics: [],
      truncated: false,
    };
  }
  if (part !== 'peek-log') return undefined;
  return {
    lines: [
      logLine(1, 'info', 'epoch=13 step=48117 loss=0.2140'),
      logLine(2, 'warning', 'the learning rate is large'),
      logLine(3, 'error', `${BIDI_NAME} cannot be read`),
    ],
  };
}

function Peek({ run, baselineId }: { run: RunRow; baselineId: string }) {
  return (
    <Sampled orElse={peeked}>
      <Stage height={560}>
        <PeekPanel run={run} baselineId={baselineId} metricKeys={[]} onClose={nothing} />
      </Stage>
    </Sampled>
  );
}
