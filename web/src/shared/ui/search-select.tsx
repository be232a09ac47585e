import { Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { Field } from './field';
import { Icon } from './icon';

/** A choice out of many: type to narrow the list. */
export function SearchSelect({
  label,
  help,
  error,
  aside,
  value,
  options,
  onChange,
  placeholder,
  disabled,
}: {
  label: string;
  help?: ReactNode;
  error?: string;
  aside?: ReactNode;
  value: string | undefined;
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
  placeholder?: string;
  disabled?: boolean;
}) {
  return (
    <Field label={label} help={help} error={error} aside={aside}>
      {(control) => (
        <Select
          {...control}
          searchable
          selectFirstOptionOnChange
          allowDeselect={false}
          withCheckIcon={false}
          data={[...options]}
          value={value ?? null}
          onChange={(next) => next !== null && onChange(next)}
          placeholder={placeholder}
          disabled={disabled}
          error={error !== undefined}
          withErrorStyles={false}
          maxDropdownHeight={280}
          nothingFoundMessage="Nothing matches"
          comboboxProps={{ transitionProps: { duration: 0 }, offset: 4 }}
          rightSection={<Icon name="chevronDown" size={12} />}
          rightSectionPointerEvents="none"
        />
      )}
    </Field>
  );
}
