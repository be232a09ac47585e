import { useMutation } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { type FormEvent, type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { api, unwrap } from '@/shared/api/client';
import { columnOfRowField, fieldMessages, toProblem } from '@/shared/api/problem';
import type { ModelVersion, PredictAnswer, Run } from '@/shared/api/types';
import { formatDuration, formatNumber, formatPercent } from '@/shared/format/format';
import { Button } from '@/shared/ui/button';
import { CopyButton } from '@/shared/ui/copy-button';
import { Banner, ProblemView } from '@/shared/ui/feedback';
import { Field, Segmented, TextField } from '@/shared/ui/field';
import { Card } from '@/shared/ui/page';
import { cellNote, curlOf, exampleTexts, type Row, rowOf, rowsFromJson } from './signature-form';
import './prediction.css';

type View = 'form' | 'json';

/** Asks a stored model: a form made from its columns, prefilled with real values, or rows as JSON. */
export function PredictPanel({ version }: { version: ModelVersion }): ReactNode {
  const { inputs } = version.signature;
  const form = useRef<HTMLFormElement>(null);
  const [view, setView] = useState<View>('form');
  const [texts, setTexts] = useState(() => exampleTexts(inputs));
  const [json, setJson] = useState('');
  const [attempted, setAttempted] = useState(false);
  const ask = useMutation({
    mutationFn: (rows: Row[]) =>
      unwrap(
        api.POST('/models/{modelId}/versions/{version}/predict', {
          params: { path: { modelId: version.modelId, version: String(version.version) } },
          body: { rows },
        }),
      ) as Promise<PredictAnswer | Run>,
    onError: (error) => {
      const column = [...fieldMessages(toProblem(error)).keys()].map(columnOfRowField).find(Boolean);
      if (column) focusColumn(column);
    },
  });

  const fromForm = rowOf(inputs, texts);
  const fromText = rowsFromJson(json);
  const rows = view === 'form' ? [fromForm.row] : fromText.ok ? fromText.rows : [];
  const serverErrors = new Map<string, string>();
  if (ask.isError) {
    for (const [field, text] of fieldMessages(toProblem(ask.error))) {
      serverErrors.set(columnOfRowField(field) ?? field, text);
    }
  }

  const focusColumn = (name: string) =>
    form.current?.querySelector<HTMLElement>(`[data-field="${CSS.escape(name)}"] :is(input, select)`)?.focus();
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    setAttempted(true);
    if (view === 'form') {
      const first = fromForm.errors.keys().next().value;
      if (first !== undefined) {
        focusColumn(first);
        return;
      }
    } else if (!fromText.ok) return;
    ask.mutate(rows);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit();
  };
  const switchTo = (next: View) => {
    if (next === 'json') setJson(JSON.stringify([fromForm.row], null, 2));
    else if (fromText.ok) {
      const first = fromText.rows[0] ?? {};
      setTexts(Object.fromEntries(inputs.map(({ name }) => [name, first[name] == null ? '' : String(first[name])])));
    }
    setView(next);
  };

  return (
    <div className="predict">
      <form
        className="stack"
        onSubmit={submit}
        onKeyDown={onKey}
        noValidate
        ref={form}
        aria-label="Values to predict for"
      >
        <div className="row spread">
          <Segmented
            label="Enter values as"
            hideLabel
            value={view}
            options={[
              { value: 'form', label: 'Form' },
              { value: 'json', label: 'JSON' },
            ]}
            onChange={(next) => switchTo(next as View)}
          />
          {view === 'form' && (
            <Button icon="reset" kind="quiet" onClick={() => setTexts(exampleTexts(inputs))}>
              Back to the example
            </Button>
          )}
        </div>
        {view === 'form' ? (
          <div className="predict-fields">
            {inputs.map((input) => (
              <div key={input.name} data-field={input.name}>
                <Cell
                  input={input}
                  text={texts[input.name] ?? ''}
                  error={(attempted ? fromForm.errors.get(input.name) : undefined) ?? serverErrors.get(input.name)}
                  onChange={(text) => {
                    setTexts((known) => ({ ...known, [input.name]: text }));
                    if (ask.isError) ask.reset();
                  }}
                />
              </div>
            ))}
          </div>
        ) : (
          <Field
            label="Rows as JSON"
            error={fromText.ok ? undefined : fromText.error}
            help="One object, or an array of at most 10,000; null for a missing value."
          >
            {(control) => (
              <textarea
                {...control}
                className="input"
                rows={16}
                spellCheck={false}
                value={json}
                onChange={(event) => {
                  setJson(event.target.value);
                  if (ask.isError) ask.reset();
                }}
              />
            )}
          </Field>
        )}
        <div className="row">
          <Button kind="primary" type="submit" busy={ask.isPending}>
            {ask.isPending ? 'Predicting…' : 'Predict'}
          </Button>
          <CopyButton
            withText
            label="Copy as curl"
            text={curlOf(location.origin, version.modelId, version.version, rows)}
          />
        </div>
      </form>
      <section className="predict-result" aria-label="Prediction" aria-live="polite">
        {ask.isError && <ProblemView error={ask.error} kept="The values you entered are kept." />}
        {ask.isSuccess &&
          ('predictions' in ask.data ? <Answer answer={ask.data} version={version} /> : <Later run={ask.data} />)}
        {ask.isIdle && (
          <Card title={version.target}>
            <p className="muted">
              The prediction appears here. The values on the left are a real row of the training data.
            </p>
          </Card>
        )}
      </section>
    </div>
  );
}

function Cell({
  input,
  text,
  error,
  onChange,
}: {
  input: ModelVersion['signature']['inputs'][number];
  text: string;
  error: string | undefined;
  onChange: (text: string) => void;
}) {
  const note = cellNote(input, text);
  const choices = input.type === 'boolean' ? ['true', 'false'] : (input.categories ?? []);
  if (choices.length > 0 && choices.length <= 30) {
    const shown = text === '' || choices.includes(text) ? choices : [text, ...choices];
    return (
      <Field label={input.name} error={error} help={note}>
        {(control) => (
          <select {...control} className="input select" value={text} onChange={(event) => onChange(event.target.value)}>
            <option value="">(missing)</option>
            {shown.map((choice) => (
              <option key={choice} value={choice}>
                {choice}
              </option>
            ))}
          </select>
        )}
      </Field>
    );
  }
  const numeric = input.type === 'integer' || input.type === 'number';
  return (
    <TextField
      label={input.name}
      error={error}
      help={note}
      value={text}
      placeholder="(missing)"
      inputMode={numeric ? 'decimal' : 'text'}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

export function Answer({ answer, version }: { answer: PredictAnswer; version: ModelVersion }) {
  const [first] = answer.predictions;
  const many = answer.predictions.length > 1;
  const probabilities = Object.entries(first?.probabilities ?? {}).sort((a, b) => b[1] - a[1]);
  return (
    <Card title={version.target} aside={`v${answer.version}`}>
      {!many && (
        <>
          <p className="predict-value" data-testid="prediction">
            {valueWords(first?.prediction)}
          </p>
          {probabilities.length > 0 && (
            <ul className="probabilities" aria-label="Class probabilities">
              {probabilities.map(([name, share]) => (
                <li key={name}>
                  <span className="ellipsis" title={name}>
                    {name}
                  </span>
                  <span className="probability-track" aria-hidden="true">
                    <i style={{ width: `${share * 100}%` }} />
                  </span>
                  <span>{formatPercent(share, 1)}</span>
                </li>
              ))}
            </ul>
          )}
        </>
      )}
      {many && <ManyAnswers answer={answer} />}
      <p className="muted small">
        {formatDuration(answer.totalMillis)} in all, {formatDuration(answer.inferenceMillis)} of it in the model
      </p>
    </Card>
  );
}

function ManyAnswers({ answer }: { answer: PredictAnswer }) {
  const classes = Object.keys(answer.predictions[0]?.probabilities ?? {});
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="table-frame predict-many" aria-label="Predictions" tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            <th className="number">Row</th>
            <th>Prediction</th>
            {classes.map((name) => (
              <th key={name} className="number">
                p({name})
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {answer.predictions.slice(0, 200).map((one, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows are known by their place
            <tr key={at}>
              <td className="number">{at + 1}</td>
              <td>{valueWords(one.prediction)}</td>
              {classes.map((name) => (
                <td key={name} className="number">
                  {formatPercent(one.probabilities?.[name] ?? 0, 1)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const valueWords = (value: unknown) => (typeof value === 'number' ? formatNumber(value) : String(value));

/** It takes longer than an answer may: the same rows go on as a run. */
export function Later({ run }: { run: Run }) {
  const { projectId = run.projectId } = useParams({ strict: false });
  return (
    <Banner tone="info">
      The model did not answer within 10 s. The rows go on as a run:{' '}
      <Link to="/projects/$projectId/runs/$runId" params={{ projectId, runId: run.id }}>
        {run.name}
      </Link>
    </Banner>
  );
}
