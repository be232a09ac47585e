import { type InputHTMLAttributes, type ReactNode, useId } from 'react';
import { Icon } from './icon';

interface FrameProps {
  label: ReactNode;
  help?: ReactNode;
  error?: string;
  /** Right of the label: a unit, a reset button. */
  aside?: ReactNode;
}

interface ControlProps {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

/** A label, its control, its help and its error, tied together for every kind of reader. */
export function Field({
  label,
  help,
  error,
  aside,
  children,
}: FrameProps & { children: (control: ControlProps) => ReactNode }) {
  const id = useId();
  const described = [help ? `${id}-help` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  return (
    <div className={`field${error ? ' field-invalid' : ''}`}>
      <div className="field-head">
        <label htmlFor={id}>{label}</label>
        {aside && <span className="field-aside">{aside}</span>}
      </div>
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': error ? true : undefined })}
      {error && <FieldError id={`${id}-error`} text={error} />}
      {help && (
        <p className="field-help" id={`${id}-help`}>
          {help}
        </p>
      )}
    </div>
  );
}

export function FieldError({ id, text }: { id?: string; text: string }) {
  return (
    <p className="field-error" id={id}>
      <Icon name="warning" size={14} />
      {text}
    </p>
  );
}

type TextFieldProps = FrameProps & Omit<InputHTMLAttributes<HTMLInputElement>, 'id'>;

export function TextField({ label, help, error, aside, ...input }: TextFieldProps) {
  return (
    <Field label={label} help={help} error={error} aside={aside}>
      {(control) => <input {...input} {...control} className={`input ${input.className ?? ''}`} />}
    </Field>
  );
}

interface SelectOption {
  value: string;
  label: string;
  disabled?: boolean;
}

interface SelectFieldProps extends FrameProps {
  value: string;
  options: readonly SelectOption[];
  onChange: (value: string) => void;
  placeholder?: string;
  disabled?: boolean;
  name?: string;
}

export function SelectField({
  label,
  help,
  error,
  aside,
  value,
  options,
  onChange,
  placeholder,
  disabled,
  name,
}: SelectFieldProps) {
  return (
    <Field label={label} help={help} error={error} aside={aside}>
      {(control) => (
        <select
          {...control}
          name={name}
          className="input select"
          value={value}
          disabled={disabled}
          onChange={(event) => onChange(event.target.value)}
        >
          {placeholder !== undefined && <option value="">{placeholder}</option>}
          {options.map((option) => (
            <option key={option.value} value={option.value} disabled={option.disabled}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface SegmentedProps {
  label: string;
  hideLabel?: boolean;
  value: string;
  options: readonly SelectOption[];
  onChange: (value: string) => void;
  help?: ReactNode;
  aside?: ReactNode;
  error?: string;
}

/** A few choices side by side: radio buttons in one frame. */
export function Segmented({ label, hideLabel = false, value, options, onChange, help, aside, error }: SegmentedProps) {
  const id = useId();
  return (
    <fieldset className="field segmented-field" aria-describedby={help ? `${id}-help` : undefined}>
      <legend className={hideLabel ? 'visually-hidden' : 'field-head'}>
        <span>{label}</span>
        {aside && <span className="field-aside">{aside}</span>}
      </legend>
      <div className="segmented">
        {options.map((option) => (
          <label key={option.value} className={option.value === value ? 'chosen' : undefined}>
            <input
              type="radio"
              name={id}
              value={option.value}
              checked={option.value === value}
              disabled={option.disabled}
              onChange={() => onChange(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
      {error && <FieldError text={error} />}
      {help && (
        <p className="field-help" id={`${id}-help`}>
          {help}
        </p>
      )}
    </fieldset>
  );
}

export function Toggle({
  label,
  checked,
  onChange,
  disabled,
}: {
  label: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
}) {
  return (
    <label className="toggle">
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>{label}</span>
    </label>
  );
}
