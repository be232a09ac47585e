import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Algorithm } from '@/shared/api/types';
import { metricLabel } from '@/shared/measures/set-measures';
import { SelectField, TextField } from '@/shared/ui/field';
import { Card } from '@/shared/ui/page';
import { settingErrors } from './launch-errors';
import { MethodCards } from './method-cards';
import { SchemaForm } from './schema-form-view';
import type { StudyCardProps } from './study-goal';
import { prunerAt, samplerAt } from './study-words';
import { useRevealed } from './use-launch';

interface MethodProps extends StudyCardProps {
  algorithms: UseQueryResult<{ items: Algorithm[] }>;
  wanted: { path: string } | undefined;
  /** Told when the options as JSON cannot be taken. Always the same functions. */
  onSamplerFault: (fault: string | undefined) => void;
  onPrunerFault: (fault: string | undefined) => void;
}

/** How trials are proposed, and which end early. */
export function MethodCard(props: MethodProps): ReactNode {
  const { step, study, errors, change } = props;
  return (
    <Card title={`${step} How it searches`} className="launch-step">
      <Sampler {...props} />
      <Pruner {...props} />
      <div className="launch-columns">
        <div data-field="seed">
          <TextField
            label="Seed of the sampler"
            help="The same seed and one trial at a time give the same trials · by chance when it is empty"
            value={study.seed}
            inputMode="numeric"
            placeholder="by chance"
            error={errors.get('seed')}
            onChange={(event) => change({ seed: event.target.value })}
          />
        </div>
      </div>
    </Card>
  );
}

function Sampler({ study, model, errors, change, algorithms, wanted, onSamplerFault }: MethodProps) {
  const revealed = useRevealed(wanted, samplerAt);
  const { algorithm, options } = model.sampler;
  return (
    <>
      <div data-field="sampler">
        <div data-field="sampler.name" className="stack">
          <h3>Sampler</h3>
          <MethodCards
            label="Sampler"
            name="sampler"
            algorithms={algorithms}
            offered={model.samplers}
            chosen={study.sampler}
            error={errors.get('sampler.name') ?? errors.get('sampler')}
            none="No ML service offers a sampler now."
            onChoose={(sampler) => change({ sampler })}
          />
        </div>
      </div>
      {algorithm && options.fields.length > 0 && (
        <section className="stack nested" aria-label={`Options of ${algorithm.title}`}>
          <h3>Options of {algorithm.title}</h3>
          <SchemaForm
            key={study.sampler}
            at="sampler.parameters"
            words="Sampler options"
            form={options}
            errors={settingErrors(errors, 'sampler.parameters.')}
            revealed={revealed}
            onFault={onSamplerFault}
            onChange={(raws) => change({ samplerOptions: { ...study.samplerOptions, [study.sampler]: raws } })}
          />
        </section>
      )}
    </>
  );
}

const NO_PRUNER = { value: '', label: 'None: every trial goes on to its end' };
const SET_POINTS =
  'What the set comes to if nothing gets better any more, at the same moments of every trial. Wilcoxon compares the trials instance by instance: it looks at those values by itself.';
const FOUND = { value: '', label: 'the objective, as it is reported' };

function Pruner({ study, model, errors, change, wanted, onPrunerFault }: MethodProps) {
  const revealed = useRevealed(wanted, prunerAt);
  const { pruner: name, prunerMetric = '' } = study;
  const { algorithm, options } = model.pruner;
  const known = model.pruners.map((one) => ({
    value: one.name,
    label: one.available ? one.title : `${one.title} (the service ${one.service} is down)`,
    disabled: !one.available,
  }));
  const isUnknown = name !== undefined && !known.some(({ value }) => value === name);
  const points = model.metrics.points.map(({ key }) => ({ value: key, label: metricLabel(key) }));
  const isPoint = prunerMetric === '' || points.some(({ value }) => value === prunerMetric);
  return (
    <>
      <div className="launch-columns" data-field="pruner">
        <div data-field="pruner.name">
          <SelectField
            label="Pruner"
            help={algorithm?.description ?? 'Ends trials early that are not worth going on. Needs a single objective.'}
            value={name ?? ''}
            options={[NO_PRUNER, ...known, ...(isUnknown ? [{ value: name, label: name }] : [])]}
            error={errors.get('pruner') ?? errors.get('pruner.name')}
            onChange={(chosen) => change({ pruner: chosen === '' ? undefined : chosen })}
          />
        </div>
        {name !== undefined && (
          <div data-field="pruner.metric">
            {model.metrics.open ? (
              <TextField
                label="Looks at"
                help="A metric that is reported while a trial executes."
                value={prunerMetric}
                placeholder="the objective"
                spellCheck={false}
                error={errors.get('pruner.metric')}
                onChange={(event) => change({ prunerMetric: event.target.value || undefined })}
              />
            ) : (
              <SelectField
                label="Looks at"
                help={model.isOverSet ? SET_POINTS : 'A metric that is reported while a trial executes.'}
                value={prunerMetric}
                options={[FOUND, ...points, ...(isPoint ? [] : [{ value: prunerMetric, label: prunerMetric }])]}
                error={errors.get('pruner.metric')}
                onChange={(chosen) => change({ prunerMetric: chosen || undefined })}
              />
            )}
          </div>
        )}
      </div>
      {name !== undefined && algorithm && options.fields.length > 0 && (
        <section className="stack nested" aria-label={`Options of ${algorithm.title}`}>
          <h3>Options of {algorithm.title}</h3>
          <SchemaForm
            key={name}
            at="pruner.parameters"
            words="Pruner options"
            form={options}
            errors={settingErrors(errors, 'pruner.parameters.')}
            revealed={revealed}
            onFault={onPrunerFault}
            onChange={(raws) => change({ prunerOptions: { ...study.prunerOptions, [name]: raws } })}
          />
        </section>
      )}
    </>
  );
}
