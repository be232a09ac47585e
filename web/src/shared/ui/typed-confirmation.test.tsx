import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { TypedConfirmation } from './typed-confirmation';

afterEach(cleanup);

type Changed = Partial<Parameters<typeof TypedConfirmation>[0]>;

/** The dialog about a dataset, and how often it was confirmed. */
function scene(changed: Changed = {}) {
  const onConfirm = vi.fn();
  render(
    <TypedConfirmation
      label="Type its name"
      wanted="tips  2026.csv v1"
      confirm="Delete"
      busy={false}
      error={null}
      onConfirm={onConfirm}
      onClose={() => undefined}
      {...changed}
    >
      <p>It goes.</p>
    </TypedConfirmation>,
  );
  const field = screen.getByLabelText<HTMLInputElement>('Type its name');
  const button = screen.getByRole<HTMLButtonElement>('button', { name: changed.confirm ?? 'Delete' });
  const type = (text: string) => fireEvent.change(field, { target: { value: text } });
  const form = field.closest('form');
  /** As Enter does. */
  const submit = () => form && fireEvent.submit(form);
  return { onConfirm, field, button, type, submit };
}

describe('what nothing brings back', () => {
  it('waits until it is typed as it is shown', () => {
    const { onConfirm, button, type, submit } = scene();
    expect(button.disabled).toBe(true);
    submit();
    type('tips 2026.csv');
    expect(button.disabled).toBe(true);
    submit();
    expect(onConfirm).not.toHaveBeenCalled();
    type(' tips 2026.csv v1 ');
    expect(button.disabled).toBe(false);
    submit();
    expect(onConfirm).toHaveBeenCalledOnce();
  });

  it('waits for what else is missing', () => {
    const { onConfirm, button, type, submit } = scene({ wanted: 'a', isReady: false });
    type('a');
    expect(button.disabled).toBe(true);
    submit();
    expect(onConfirm).not.toHaveBeenCalled();
  });

  it('lets who asks say what is the same', () => {
    const { button, field, type } = scene({ wanted: (typed) => Number(typed) === 3, isNumber: true });
    expect(field.getAttribute('inputmode')).toBe('numeric');
    type('03');
    expect(button.disabled).toBe(false);
  });

  it('says what went wrong, and what there is still', () => {
    scene({ error: new Error('away'), kept: 'Nothing was removed.' });
    expect(screen.getByRole('alert').textContent).toContain('Nothing was removed.');
  });
});
