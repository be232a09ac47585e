import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api, unwrap } from '@/shared/api/client';
import { Button, IconButton } from '@/shared/ui/button';
import { TextField } from '@/shared/ui/field';
import { toastProblem } from '@/shared/ui/toasts';
import { type Draft, keptDraft } from './draft';
import { templatesQuery } from './queries';

const focusInput = (host: HTMLElement | null) => host?.querySelector('input')?.focus();

/** Forms kept on the server by the person who filled them in; a click fills them in again. */
export function Templates({
  projectId,
  draft,
  onUse,
}: {
  projectId: string;
  draft: Draft;
  onUse: (draft: Draft) => void;
}): ReactNode {
  const client = useQueryClient();
  const templates = useQuery(templatesQuery(projectId));
  const [naming, setNaming] = useState<string>();
  const again = () => client.invalidateQueries({ queryKey: templatesQuery(projectId).queryKey });
  const save = useMutation({
    mutationFn: (name: string) =>
      unwrap(
        api.POST('/projects/{projectId}/run-templates', {
          params: { path: { projectId } },
          body: { name, kind: draft.kind, run: { ...draft } },
        }),
      ),
    onSuccess: () => {
      setNaming(undefined);
      return again();
    },
    onError: (error) => toastProblem('The template was not saved', error),
  });
  const remove = useMutation({
    mutationFn: (templateId: string) =>
      unwrap(
        api.DELETE('/projects/{projectId}/run-templates/{templateId}', { params: { path: { projectId, templateId } } }),
      ),
    onSuccess: again,
    onError: (error) => toastProblem('The template was not removed', error),
  });
  const own = (templates.data?.items ?? []).filter((one) => one.kind === draft.kind);
  return (
    <div className="stack templates">
      {naming === undefined ? (
        <Button onClick={() => setNaming(draft.name)}>Save as template</Button>
      ) : (
        <>
          <div ref={focusInput}>
            <TextField
              label="Name of the template"
              value={naming}
              maxLength={100}
              help="Only you see it. One of the same name is replaced."
              onChange={(event) => setNaming(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== 'Enter') return;
                event.preventDefault();
                if (naming.trim()) save.mutate(naming.trim());
              }}
            />
          </div>
          <div className="row">
            <Button busy={save.isPending} disabled={naming.trim() === ''} onClick={() => save.mutate(naming.trim())}>
              Save
            </Button>
            <Button kind="quiet" onClick={() => setNaming(undefined)}>
              Cancel
            </Button>
          </div>
        </>
      )}
      {own.length > 0 && (
        <ul aria-label="Templates">
          {own.map((one) => (
            <li key={one.id} className="row spread">
              <button
                type="button"
                className="link-button ellipsis"
                onClick={() => onUse(keptDraft(draft.kind, one.run as Partial<Draft>))}
              >
                {one.name}
              </button>
              <IconButton
                icon="close"
                label={`Remove the template ${one.name}`}
                className="icon-button-small"
                disabled={remove.isPending}
                onClick={() => remove.mutate(one.id)}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
