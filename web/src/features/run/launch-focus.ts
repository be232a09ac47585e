import { outerPath } from './schema-form-fields';

/**
 * What hides a field has been opened by now; where there is none, the focus goes to what it belongs to. A host may name in `data-focus`
 * what of it is led to when nothing in it is marked as wrong.
 */
export function focusField(form: HTMLFormElement | null, path: string): void {
  for (let at = path; form && at !== ''; at = outerPath(at)) {
    const host = form.querySelector<HTMLElement>(`[data-field="${CSS.escape(at)}"]`);
    if (!host) continue;
    const { focus } = host.dataset;
    const target =
      host.querySelector<HTMLElement>('[aria-invalid="true"]') ??
      (focus === undefined ? null : host.querySelector<HTMLElement>(focus)) ??
      host.querySelector<HTMLElement>('input, select, textarea') ??
      host.querySelector<HTMLElement>('button');
    target?.focus();
    return;
  }
}
