import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import type { FormField, Raws } from './schema-form';
import { formOf } from './schema-form-fields';
import { SchemaForm } from './schema-form-view';
import { SearchJsonField } from './search-json-field';
import { blankRange, firstRange, type RangeDraft } from './search-range';
import { SearchRanges, useSearchRows } from './search-rows';
import { type Ranges, spaceOf } from './search-space';

const schema: unknown = {
  properties: {
    rate: { type: 'number', title: 'Rate', default: 0.05, minimum: 0.0001, maximum: 1, 'x-log': true },
    leaves: { type: 'integer', title: 'Leaves', default: 31, minimum: 2, maximum: 4096, 'x-advanced': true },
    booster: { enum: ['gbdt', 'dart'], title: 'Booster', default: 'gbdt' },
    bagging: { type: 'boolean', title: 'Bagging', default: true },
    note: { type: 'string', title: 'Note', default: '' },
    optimizer: {
      type: 'object',
      title: 'Optimizer',
      properties: { momentum: { type: 'number', title: 'Momentum', default: 0.9, minimum: 0, maximum: 1 } },
    },
  },
};

let searched: Record<string, unknown> = {};
const nobody = () => undefined;

function Host({ errors = {} }: { errors?: Record<string, string> }) {
  const [raws, setRaws] = useState<Raws>({});
  const [ranges, setRanges] = useState<Ranges>({});
  const form = formOf(schema, raws);
  const space = spaceOf(form.fields, ranges);
  searched = Object.fromEntries(space.parameters.map(({ field, range }) => [field.path, range]));
  const extra = useSearchRows(ranges, (field: FormField, on) =>
    setRanges((known) => ({ ...known, [field.path]: { ...(known[field.path] ?? firstRange(field)), on } })),
  );
  const set = (path: string, next: Partial<RangeDraft>) =>
    setRanges((known) => ({ ...known, [path]: { ...(known[path] ?? blankRange), ...next } }));
  return (
    <SearchRanges space={space} errors={new Map(Object.entries(errors))} onChange={set}>
      <SchemaForm
        form={form}
        errors={new Map()}
        extra={extra}
        json={
          <SearchJsonField fields={form.fields} ranges={ranges} space={space} onFault={nobody} onChange={setRanges} />
        }
        onChange={setRaws}
      />
    </SearchRanges>
  );
}

afterEach(cleanup);

const toggle = (title: string) => fireEvent.click(screen.getByLabelText(`Search ${title}`));
const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });

describe('the rows of a study', () => {
  it('can be switched where a parameter can be searched', () => {
    render(<Host />);
    for (const title of ['Rate', 'Booster', 'Bagging', 'Optimizer › Momentum']) {
      expect(screen.getByLabelText(`Search ${title}`)).toBeTruthy();
    }
    expect(screen.queryByLabelText('Search Note')).toBeNull();
  });

  it('have a range in the place of the value, and the value back', () => {
    render(<Host />);
    toggle('Rate');
    expect(screen.queryByLabelText('Rate')).toBeNull();
    expect(screen.getByLabelText('Low of Rate')).toHaveProperty('value', '0.0001');
    expect(screen.getByLabelText('Log scale of Rate')).toHaveProperty('checked', true);
    expect(searched).toEqual({ rate: { type: 'float', low: 0.0001, high: 1, log: true } });
    type('High of Rate', '0.3');
    toggle('Rate');
    expect(searched).toEqual({});
    expect(screen.getByLabelText('Rate')).toHaveProperty('value', '0.05');
    toggle('Rate');
    expect(screen.getByLabelText('High of Rate')).toHaveProperty('value', '0.3');
  });

  it('keep the focus at the switch that was used', () => {
    render(<Host />);
    toggle('Booster');
    expect(document.activeElement).toBe(screen.getByLabelText('Search Booster'));
    toggle('Booster');
    expect(document.activeElement).toBe(screen.getByLabelText('Search Booster'));
  });

  it('offer the values of an enum and of a switch', () => {
    render(<Host />);
    toggle('Booster');
    toggle('Bagging');
    expect(searched.bagging).toEqual({ type: 'categorical', choices: [true, false] });
    const range = within(screen.getByRole('group', { name: 'Range of Booster' }));
    fireEvent.click(range.getByLabelText('gbdt'));
    expect(searched.booster).toEqual({ type: 'categorical', choices: ['dart'] });
    fireEvent.click(range.getByLabelText('dart'));
    expect(range.getByText('Choose at least one value.')).toBeTruthy();
    expect(searched.booster).toBeUndefined();
    fireEvent.click(range.getByLabelText('gbdt'));
    expect(range.queryByText('Choose at least one value.')).toBeNull();
  });

  it('tell what is wrong in place, as soon as somebody has been there', () => {
    render(<Host />);
    toggle('Rate');
    type('Low of Rate', '0.5');
    type('High of Rate', '0.1');
    expect(screen.queryByText('It must not be more than the high end.')).toBeNull();
    fireEvent.blur(screen.getByLabelText('High of Rate'));
    expect(screen.getByText('It must not be more than the high end.')).toBeTruthy();
    expect(screen.getByLabelText('Low of Rate').getAttribute('aria-invalid')).toBe('true');
    fireEvent.click(screen.getByLabelText('Log scale of Rate'));
    type('Step of Rate', '0');
    fireEvent.blur(screen.getByLabelText('Step of Rate'));
    expect(screen.getByText('It must be more than 0.')).toBeTruthy();
  });

  it('tell what the server says of a part, and of the whole', () => {
    render(<Host errors={{ 'search.rate.step': 'is required', 'search.booster': 'is no good' }} />);
    toggle('Rate');
    toggle('Booster');
    expect(screen.getByText('is required')).toBeTruthy();
    const range = screen.getByRole('group', { name: 'Range of Booster' });
    expect(within(range).getByText('is no good')).toBeTruthy();
    expect(range.getAttribute('aria-describedby')).toBeTruthy();
  });

  it('have no step on a log scale', () => {
    render(<Host />);
    toggle('Rate');
    fireEvent.click(screen.getByLabelText('Log scale of Rate'));
    expect(screen.getByLabelText('Step of Rate')).toHaveProperty('readOnly', false);
    type('Step of Rate', '0.1');
    fireEvent.click(screen.getByLabelText('Log scale of Rate'));
    expect(screen.getByLabelText('Step of Rate')).toHaveProperty('readOnly', true);
    expect(screen.getByLabelText('Step of Rate')).toHaveProperty('value', '');
    expect(searched.rate).not.toHaveProperty('step');
  });

  it('may list some values of a number', () => {
    render(<Host />);
    toggle('Rate');
    fireEvent.click(screen.getByRole('button', { name: 'some values instead for Rate' }));
    type('Values of Rate', '0.1, 0.2');
    expect(searched.rate).toEqual({ type: 'categorical', choices: [0.1, 0.2] });
    fireEvent.click(screen.getByRole('button', { name: 'a range instead for Rate' }));
    expect(screen.getByLabelText('Low of Rate')).toBeTruthy();
  });

  it('stay in sight when they are searched, also those that are advanced', () => {
    render(<Host />);
    expect(screen.queryByLabelText('Search Leaves')).toBeNull();
    expect(screen.getByText(/^1 more setting under Advanced/)).toBeTruthy();
    fireEvent.click(screen.getByRole('radio', { name: 'Advanced' }));
    toggle('Leaves');
    fireEvent.click(screen.getByRole('radio', { name: 'Basic' }));
    expect(screen.getByLabelText('Low of Leaves')).toHaveProperty('value', '2');
    expect(screen.queryByText(/more setting/)).toBeNull();
  });

  it('are JSON too, both ways', () => {
    render(<Host />);
    toggle('Optimizer › Momentum');
    fireEvent.click(screen.getByRole('radio', { name: 'JSON' }));
    const text = screen.getByLabelText('Search as JSON');
    expect(JSON.parse((text as HTMLTextAreaElement).value)).toEqual({
      'optimizer.momentum': { type: 'float', low: 0, high: 1 },
    });
    type('Search as JSON', '{"rate": {"low": 0.01, "high": 0.1}');
    expect(screen.getByText(/^This is not JSON: line 1/)).toBeTruthy();
    type('Search as JSON', '{"rate": {"low": 0.01, "high": 0.1}}');
    expect(screen.queryByText(/This is not JSON/)).toBeNull();
    fireEvent.click(screen.getByRole('radio', { name: 'Basic' }));
    expect(screen.getByLabelText('Low of Rate')).toHaveProperty('value', '0.01');
    expect(screen.getByLabelText('Momentum')).toHaveProperty('value', '0.9');
  });
});
