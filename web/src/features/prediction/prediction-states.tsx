import type { ReactNode } from 'react';
import type { ModelVersion, PredictAnswer } from '@/shared/api/types';
import { BIDI_NAME, LONG_NAME, sampleRun, sampleVersion } from '@/shared/gallery/samples';
import { Specimen, Specimens, Submitted } from '@/shared/gallery/specimen';
import { Answer, Later, PredictPanel } from './predict-panel';
import './prediction.css';

const sampled = sampleVersion();
const [age, plan] = sampled.signature.inputs;

/** Examples of which two are no numbers. */
const wrong: ModelVersion = sampleVersion({
  inputs: [
    { name: 'age', type: 'integer', required: true, example: '41.5' },
    { name: 'revenue', type: 'number', required: true, example: 'much' },
    ...(plan ? [plan] : []),
  ],
});
const long: ModelVersion = sampleVersion({
  target: LONG_NAME,
  inputs: [
    ...(age ? [{ ...age, name: LONG_NAME }] : []),
    { name: BIDI_NAME, type: 'string', required: true, categories: [LONG_NAME, BIDI_NAME], example: BIDI_NAME },
    ...Array.from({ length: 12 }, (_, at) => ({ name: `column ${at}`, type: 'number' as const, required: false })),
  ],
});

const answer = (predictions: PredictAnswer['predictions']): PredictAnswer => ({
  modelId: 'gallery-model',
  version: 4,
  predictions,
  inferenceMillis: 1.2,
  totalMillis: 18,
});

const answers: readonly (readonly [name: string, answer: PredictAnswer])[] = [
  ['Answer: a class', answer([{ prediction: 'yes', probabilities: { no: 0.1831, yes: 0.8169 } }])],
  [
    'Answer: long and turned classes',
    answer([{ prediction: LONG_NAME, probabilities: { [LONG_NAME]: 0.6, [BIDI_NAME]: 0.4, other: 0 } }]),
  ],
  ['Answer: a number', answer([{ prediction: 1.25e15 }])],
  [
    'Answer: many rows',
    answer(
      Array.from({ length: 300 }, (_, at) => ({
        prediction: at % 3 === 0 ? 'yes' : 'no',
        probabilities: { no: (at % 10) / 10, yes: 1 - (at % 10) / 10 },
      })),
    ),
  ],
];

/** The form that asks a model, and what it answers. */
export function PredictionStates(): ReactNode {
  return (
    <>
      <Specimens title="Ask a model">
        <Specimen name="Ask: a real row to begin with" wide>
          <PredictPanel version={sampled} />
        </Specimen>
        <Specimen name="Ask: values that are wrong" wide>
          <Submitted>
            <PredictPanel version={wrong} />
          </Submitted>
        </Specimen>
        <Specimen name="Ask: many columns, long and turned names" wide>
          <PredictPanel version={long} />
        </Specimen>
      </Specimens>
      <Specimens title="Answers">
        {answers.map(([name, one]) => (
          <Specimen key={name} name={name}>
            <Answer answer={one} version={sampled} />
          </Specimen>
        ))}
        <Specimen name="Answer: it takes longer">
          <Later run={sampleRun('prediction of 9,000 rows', { kind: 'prediction' })} />
        </Specimen>
      </Specimens>
    </>
  );
}
