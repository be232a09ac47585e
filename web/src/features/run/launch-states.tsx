import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { datasetQuery, latestDatasetsQuery } from '@/features/dataset';
import { modelVersionsQuery } from '@/features/model';
import type { Algorithm, Dataset } from '@/shared/api/types';
import { Sampled, type Samples } from '@/shared/gallery/sampled';
import {
  BIDI_NAME,
  LONG_NAME,
  SAMPLE_PROJECT,
  sampleDataset,
  sampleVersion,
  storeAway,
} from '@/shared/gallery/samples';
import { Specimen, Specimens } from '@/shared/gallery/specimen';
import { ColumnCheck } from './column-check';
import { type ChosenInstance, type Draft, emptyDraft } from './draft';
import { MethodCards } from './method-cards';
import { algorithmsQuery } from './queries';
import type { Raws } from './schema-form';
import { formOf } from './schema-form-fields';
import { SchemaForm } from './schema-form-view';
import { chosenOf, SetChoice } from './set-choice';
import './run.css';

const nothing = () => undefined;

/** The parts of the launch form. */
export function LaunchStates(): ReactNode {
  return (
    <>
      <Settings />
      <Methods />
      <Columns />
      <Sets />
    </>
  );
}

const schema = {
  required: ['learning_rate', 'objective'],
  properties: {
    learning_rate: {
      type: 'number',
      title: 'Learning rate',
      description: 'How far each step goes.',
      minimum: 1e-5,
      maximum: 1,
      default: 0.1,
      'x-log': true,
    },
    trees: { type: 'integer', title: 'Trees', minimum: 1, maximum: 10_000, default: 200, 'x-unit': 'trees' },
    max_depth: { anyOf: [{ type: 'integer', minimum: 1 }, { type: 'null' }], title: 'Depth', default: null },
    boosting: { enum: ['gbdt', 'dart', 'rf'], title: 'Boosting', default: 'gbdt' },
    objective: {
      enum: ['binary', 'multiclass', 'cross_entropy', 'regression', 'huber', 'poisson', 'quantile'],
      title: 'Objective',
      default: 'binary',
    },
    early: { type: 'boolean', title: 'Stop early', description: 'When nothing improves.', default: true },
    weights: { type: 'array', items: { type: 'number' }, title: 'Weights of the classes', default: [1, 1] },
    data: { type: 'string', title: 'Data', 'x-format': 'json', default: '{\n  "jobs": [[1, 2], [3, 4]]\n}' },
    bins: { type: 'integer', title: 'Bins', minimum: 2, maximum: 65_536, default: 255, 'x-advanced': true },
  },
};

function SampleForm({ raws: given = {}, errors = {} }: { raws?: Raws; errors?: Record<string, string> }) {
  const [raws, setRaws] = useState<Raws>(given);
  return <SchemaForm form={formOf(schema, raws)} errors={new Map(Object.entries(errors))} onChange={setRaws} />;
}

function Settings() {
  return (
    <Specimens title="Settings from a schema">
      <Specimen name="Settings: as they begin" wide>
        <SampleForm />
      </Specimen>
      <Specimen name="Settings: changed" wide>
        <SampleForm raws={{ learning_rate: '1e-4', trees: '400', early: false, boosting: 'dart', bins: '63' }} />
      </Specimen>
      <Specimen name="Settings: refused by the server" wide>
        <SampleForm
          raws={{ learning_rate: '2', trees: 'many', data: '{\n  "jobs": [[1, 2]\n}' }}
          errors={{
            learning_rate: 'It must be from 0.00001 to 1.',
            trees: '“many” is not a number.',
            objective: 'It does not fit the target.',
            bins: 'It must be from 2 to 65536.',
            data: 'This is not JSON: line 3, column 1: a comma or a bracket is missing.',
          }}
        />
      </Specimen>
    </Specimens>
  );
}

const algorithm = (name: string, title: string, more: Partial<Algorithm> = {}): Algorithm => ({
  name,
  title,
  description: 'Trees that learn from the mistakes of those before.',
  service: 'tabular',
  kinds: ['training'],
  tasks: ['classification'],
  available: true,
  parametersSchema: {},
  metrics: [],
  ...more,
});

const offered = [
  algorithm('gallery-lightgbm', 'LightGBM'),
  algorithm('gallery-forest', 'Random forest', { description: 'Many trees, each of other rows and columns.' }),
  algorithm('gallery-neural', 'Neural network', { available: false, service: 'deep' }),
  algorithm('gallery-own', LONG_NAME),
];
const others = [algorithm('gallery-ridge', 'Ridge'), algorithm('gallery-mlp', 'Perceptron')];

function SampleMethods({ items, error }: { items: readonly Algorithm[]; error?: string }) {
  const [chosen, setChosen] = useState<string | undefined>(error ? undefined : items[0]?.name);
  const algorithms = useQuery(algorithmsQuery);
  return (
    // Radio buttons of one name belong together within a form.
    <form onSubmit={(event) => event.preventDefault()}>
      <MethodCards
        label="Method"
        algorithms={algorithms}
        offered={items}
        chosen={chosen}
        error={error}
        none="No ML service offers a method for this."
        onChoose={setChosen}
      />
    </form>
  );
}

function Methods() {
  const known = [...offered, ...others];
  const answer = (items: Algorithm[]) => ({ items, nextCursor: null, total: items.length });
  return (
    <Specimens title="Methods">
      <Specimen name="Methods">
        <Sampled fill={({ client }) => client.setQueryData(algorithmsQuery.queryKey, answer(known))}>
          <SampleMethods items={offered} />
        </Sampled>
      </Specimen>
      <Specimen name="Methods: none is chosen">
        <Sampled fill={({ client }) => client.setQueryData(algorithmsQuery.queryKey, answer(known))}>
          <SampleMethods items={others} error="Choose a method." />
        </Sampled>
      </Specimen>
      <Specimen name="Methods: none fits">
        <Sampled fill={({ client }) => client.setQueryData(algorithmsQuery.queryKey, answer([]))}>
          <SampleMethods items={[]} />
        </Sampled>
      </Specimen>
      <Specimen name="Methods: loading">
        <Sampled>
          <SampleMethods items={[]} />
        </Sampled>
      </Specimen>
      <Specimen name="Methods: cannot be read">
        <Sampled fill={({ refuse }) => refuse(algorithmsQuery.queryKey, storeAway)}>
          <SampleMethods items={[]} />
        </Sampled>
      </Specimen>
    </Specimens>
  );
}

const whole = sampleDataset('customers.csv', {
  columns: [
    { name: 'age', type: 'integer' },
    { name: 'plan', type: 'string' },
    { name: 'is_new', type: 'boolean' },
  ],
});
const other = sampleDataset('other customers.csv', {
  columns: [
    { name: 'years', type: 'integer' },
    { name: 'plan', type: 'number' },
    { name: 'is_new', type: 'boolean' },
  ],
});
const version = sampleVersion();

function SampleCheck({ dataset, mapping = {} }: { dataset: Dataset; mapping?: Record<string, string> }) {
  const [draft, setDraft] = useState<Draft>(() => ({
    ...emptyDraft('prediction'),
    datasetId: dataset.id,
    modelId: version.modelId,
    modelVersion: version.version,
    mapping,
  }));
  return (
    <Sampled
      fill={({ client }) => {
        client.setQueryData(datasetQuery(dataset.id).queryKey, dataset);
        client.setQueryData(modelVersionsQuery(version.modelId).queryKey, {
          items: [version],
          nextCursor: null,
          total: 1,
        });
      }}
    >
      <ColumnCheck draft={draft} change={(next) => setDraft({ ...draft, ...next })} errorOf={nothing} />
    </Sampled>
  );
}

function Columns() {
  return (
    <Specimens title="Columns of a prediction">
      <Specimen name="Columns: all there">
        <SampleCheck dataset={whole} />
      </Specimen>
      <Specimen name="Columns: missing and of another type">
        <SampleCheck dataset={other} />
      </Specimen>
      <Specimen name="Columns: another one stands in">
        <SampleCheck dataset={{ ...other, id: 'gallery-mapped' }} mapping={{ age: 'years' }} />
      </Specimen>
      <Specimen name="Columns: loading">
        <Sampled>
          <ColumnCheck
            draft={{ ...emptyDraft('prediction'), datasetId: 'gallery-unread', modelId: 'gallery-unread' }}
            change={nothing}
            errorOf={nothing}
          />
        </Sampled>
      </Specimen>
    </Specimens>
  );
}

const model = {
  name: '',
  sense: null,
  variables: { continuous: 0, integer: 0, binary: 548 },
  constraints: 176,
  nonzeros: 1711,
} as unknown as Dataset['model'];
const instances = ['p0201.mps', 'stein27.mps', LONG_NAME, BIDI_NAME].map((name) =>
  sampleDataset(name, { format: 'mps', model, version: 1 }),
);

function SampleSet({ start, faults = {} }: { start: readonly ChosenInstance[]; faults?: Record<string, string> }) {
  const [chosen, setChosen] = useState(start);
  return <SetChoice projectId={SAMPLE_PROJECT} chosen={chosen} errorOf={(path) => faults[path]} onChange={setChosen} />;
}

function Sets() {
  const key = latestDatasetsQuery(SAMPLE_PROJECT, { q: undefined }).queryKey;
  const fillOf =
    (items: Dataset[]) =>
    ({ client }: Samples) =>
      client.setQueryData(key, {
        pages: [{ items, nextCursor: null, total: items.length }],
        pageParams: [undefined],
      });
  const all = instances.map(chosenOf);
  return (
    <Specimens title="A set of instances">
      <Specimen name="Set: none is chosen" wide>
        <Sampled fill={fillOf(instances)}>
          <SampleSet start={[]} />
        </Sampled>
      </Specimen>
      <Specimen name="Set: some are chosen" wide>
        <Sampled fill={fillOf(instances)}>
          <SampleSet start={all.slice(1)} />
        </Sampled>
      </Specimen>
      <Specimen name="Set: too few" wide>
        <Sampled fill={fillOf(instances)}>
          <SampleSet start={all.slice(0, 1)} faults={{ datasetIds: 'Choose at least 2 instances.' }} />
        </Sampled>
      </Specimen>
      <Specimen name="Set: refused by the server" wide>
        <Sampled fill={fillOf(instances)}>
          <SampleSet
            start={all}
            faults={{ 'datasetIds[1]': 'It does not exist.', 'datasetIds[2]': 'HiGHS does not solve it.' }}
          />
        </Sampled>
      </Specimen>
      <Specimen name="Set: no instance in the project" wide>
        <Sampled fill={fillOf([])}>
          <SampleSet start={[]} />
        </Sampled>
      </Specimen>
      <Specimen name="Set: loading" wide>
        <Sampled>
          <SampleSet start={[]} />
        </Sampled>
      </Specimen>
      <Specimen name="Set: cannot be read" wide>
        <Sampled fill={({ refuse }) => refuse(key, storeAway)}>
          <SampleSet start={all.slice(0, 2)} />
        </Sampled>
      </Specimen>
    </Specimens>
  );
}
