import { memo, type ReactNode, useState } from 'react';
import { formatNumber, plural } from '@/shared/format/format';
import { afterPress } from '@/shared/ui/after-press';
import { FieldError, Segmented, SelectField, TextField, Toggle } from '@/shared/ui/field';
import { SearchSelect } from '@/shared/ui/search-select';
import { JsonField } from './json-field';
import { type FormField, hasSlider, parse, type Raw, rangeOf, sliderOf, valueAt } from './schema-form';

/** What a page adds to the row of a field: something beside its label, and something in the place of its control. */
export type RowExtra = (field: FormField) => { beside?: ReactNode; instead?: ReactNode } | undefined;

interface ParameterProps {
  /** The path of the form in what it belongs to. */
  at: string;
  field: FormField;
  raw: Raw;
  changed: boolean;
  /** What is known to be wrong, whether somebody has been here or not. */
  error: string | undefined;
  extra: RowExtra | undefined;
  onChange: (field: FormField, raw: unknown) => void;
}

/** One field without parts. Drawn anew only when something of its own has changed: there may be a hundred. */
export const ParameterField = memo(
  function ParameterField({ at, field, raw, changed, error, extra, onChange }: ParameterProps) {
    const [touched, setTouched] = useState(false);
    const parsed = parse(field, raw);
    const { beside, instead } = extra?.(field) ?? {};
    const aside = (
      <>
        {field.unit && <span>{field.unit}</span>}
        {changed && instead === undefined && <ChangedMark field={field} onReset={() => onChange(field, undefined)} />}
        {beside}
      </>
    );
    return (
      // biome-ignore lint/a11y/noStaticElementInteractions: leaving any control inside is what is heard
      <div
        data-field={`${at}.${field.path}`}
        className={field.kind === 'json' || field.kind === 'value' ? 'field-wide' : undefined}
        onBlur={() => afterPress(() => setTouched(true))}
      >
        {instead === undefined ? (
          <Control
            field={field}
            raw={raw}
            error={!parsed.ok && touched ? parsed.error : error}
            aside={aside}
            set={(next) => onChange(field, next)}
          />
        ) : (
          <div className="field">
            <div className="field-head">
              <span>{field.title}</span>
              <span className="field-aside">{aside}</span>
            </div>
            {instead}
          </div>
        )}
      </div>
    );
  },
  (a, b) =>
    a.at === b.at &&
    a.field === b.field &&
    a.raw === b.raw &&
    a.changed === b.changed &&
    a.error === b.error &&
    a.extra === b.extra &&
    a.onChange === b.onChange,
);

/** Says that a field was changed, and takes it back. */
export function ChangedMark({ field, onReset }: { field: FormField; onReset: () => void }): ReactNode {
  const isNested = field.kind === 'group' || field.kind === 'list';
  return (
    <>
      <span className="changed-mark" title="Changed" />
      <span className="visually-hidden">changed</span>
      {(field.hasDefault || isNested) && (
        <button
          type="button"
          className="link-button small"
          title={isNested ? undefined : `Back to the default: ${defaultWords(field)}`}
          aria-label={isNested ? `Reset ${field.title} to default` : 'Reset to default'}
          onClick={onReset}
        >
          reset
        </button>
      )}
    </>
  );
}

function Control({
  field,
  raw,
  error,
  aside,
  set,
}: {
  field: FormField;
  raw: Raw;
  error: string | undefined;
  aside: ReactNode;
  set: (raw: Raw) => void;
}) {
  const help = helpOf(field);
  if (field.kind === 'boolean') {
    return (
      <div className="field">
        <div className="field-head">
          <Toggle label={field.title} checked={raw === true} onChange={set} />
          <span className="field-aside">{aside}</span>
        </div>
        {error && <FieldError text={error} />}
        {help && <p className="field-help">{help}</p>}
      </div>
    );
  }
  if (field.kind === 'choice') {
    const options = [
      ...(field.nullable ? [{ value: '', label: 'none' }] : []),
      ...field.choices.map((choice) => ({ value: String(choice), label: String(choice) })),
    ];
    const common = { label: field.title, help, error, aside, value: String(raw), options, onChange: set };
    const length = options.reduce((sum, option) => sum + option.label.length, 0);
    if (options.length <= 5 && length <= 32) return <Segmented {...common} />;
    return options.length <= 5 ? <SelectField {...common} /> : <SearchSelect {...common} />;
  }
  if (field.kind === 'json' || field.kind === 'value') {
    return <JsonField label={field.title} help={help} error={error} aside={aside} value={String(raw)} onChange={set} />;
  }
  const parsed = hasSlider(field) ? parse(field, raw) : undefined;
  const at = parsed?.ok && typeof parsed.value === 'number' ? sliderOf(field, parsed.value) : 0;
  const text = (
    <TextField
      label={field.title}
      help={help}
      error={error}
      aside={aside}
      value={String(raw)}
      inputMode={field.kind === 'text' ? 'text' : 'decimal'}
      spellCheck={false}
      autoComplete="off"
      placeholder={field.nullable ? 'none' : undefined}
      onChange={(event) => set(event.target.value)}
    />
  );
  if (!parsed) return text;
  return (
    <div className="log-field">
      {text}
      <input
        type="range"
        className="log-slider"
        min={0}
        max={1000}
        step={1}
        value={Math.round(at)}
        aria-label={`${field.title}, log scale`}
        aria-valuetext={String(raw)}
        onChange={(event) => set(String(valueAt(field, event.target.valueAsNumber)))}
      />
    </div>
  );
}

function defaultWords(field: FormField): string {
  if (field.kind === 'json') return 'the example';
  if (!field.hasDefault || field.default === null) return 'none';
  if (typeof field.default === 'object') return JSON.stringify(field.default);
  return typeof field.default === 'number' ? formatNumber(field.default) : String(field.default);
}

export function helpOf(field: FormField): string {
  const parts = [field.help?.replace(/\.$/, '')];
  if (field.kind === 'number' || field.kind === 'integer') parts.push(rangeOf(field));
  if (field.kind === 'list') parts.push(lengthOf(field));
  if (field.kind === 'value') parts.push('written as JSON');
  if (field.kind === 'json') parts.push('begins with a small example; the numbers are yours to change');
  else if (field.kind !== 'boolean' && field.kind !== 'group' && field.hasDefault) {
    parts.push(`default ${typeof field.default === 'object' ? defaultWords(field) : String(field.default)}`);
  }
  return parts.filter(Boolean).join(' · ');
}

/** How many items a list may have, in words. */
function lengthOf({ minItems = 0, maxItems }: FormField): string | undefined {
  if (maxItems !== undefined) return `from ${minItems} to ${plural(maxItems, 'item')}`;
  return minItems > 0 ? `at least ${plural(minItems, 'item')}` : undefined;
}
