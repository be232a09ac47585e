import { Menu } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { Icon } from '@/shared/ui/icon';
import { toastProblem, toastSuccess } from '@/shared/ui/toasts';
import { changeView, deleteView, readViews, type SavedView } from './run-list-api';
import { isSameState, type RunsSearch, readViewState, type ViewState, viewStateOf } from './runs-search';

const SaveViewDialog = lazy(() => import('./view-dialogs').then((module) => ({ default: module.SaveViewDialog })));
const DeleteViewDialog = lazy(() => import('./view-dialogs').then((module) => ({ default: module.DeleteViewDialog })));

export const viewsQuery = (projectId: string) => ({
  queryKey: ['runs', projectId, 'views'],
  queryFn: () => readViews(projectId),
  staleTime: 30_000,
});

/** The view that a bare address shows: the person's own default before the team's. */
export function defaultView(views: readonly SavedView[]): SavedView | undefined {
  const defaults = views.filter((view) => view.default);
  return defaults.find((view) => view.scope === 'personal') ?? defaults[0];
}

const ALL = 'all';

/** Chooses, keeps and changes views. The address holds the whole state, so a copied link carries edits that no view has yet. */
export function SavedViews({
  projectId,
  search,
  onView,
}: {
  projectId: string;
  search: RunsSearch;
  onView: (state: ViewState & { view: string | undefined }) => void;
}) {
  const client = useQueryClient();
  const views = useQuery(viewsQuery(projectId));
  const [dialog, setDialog] = useState<'save' | 'delete'>();
  const items = views.data?.items ?? [];
  const current = items.find((view) => view.id === search.view);
  const state = viewStateOf(search);
  const isModified = current !== undefined && !isSameState(readViewState(current.state), state);
  const refresh = () => client.invalidateQueries({ queryKey: viewsQuery(projectId).queryKey });
  const update = useMutation({
    mutationFn: (body: Parameters<typeof changeView>[2]) => changeView(projectId, current?.id ?? '', body),
    onSuccess: () => {
      toastSuccess(`The view “${current?.name}” is kept`);
      void refresh();
    },
    onError: (error) => toastProblem('The view was not changed', error),
  });
  const remove = useMutation({
    mutationFn: () => deleteView(projectId, current?.id ?? ''),
    onSuccess: () => {
      setDialog(undefined);
      onView({ ...state, view: ALL });
      void refresh();
    },
  });
  const open = (view: SavedView) => onView({ ...readViewState(view.state), view: view.id });
  return (
    <>
      <Menu position="bottom-start" transitionProps={{ duration: 0 }} width={280}>
        <Menu.Target>
          <button
            type="button"
            className="button view-button"
            aria-label={`View: ${current?.name ?? 'All runs'}${isModified ? ', modified' : ''}`}
          >
            <Icon name="table" size={14} />
            <span className="ellipsis">{current?.name ?? 'All runs'}</span>
            {isModified && <span className="modified-dot" title="Modified: not kept in the view yet" />}
            <Icon name="chevronDown" size={12} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <ViewItem
            name="All runs"
            chosen={!current}
            onClick={() =>
              onView({
                q: undefined,
                sort: undefined,
                cols: undefined,
                group: undefined,
                view: defaultView(items) ? ALL : undefined,
              })
            }
          />
          {(['personal', 'team'] as const).map((scope) => {
            const own = items.filter((view) => view.scope === scope);
            return (
              own.length > 0 && [
                <Menu.Label key={scope}>{scope === 'team' ? 'Team' : 'Yours'}</Menu.Label>,
                ...own.map((view) => (
                  <ViewItem
                    key={view.id}
                    name={view.name}
                    note={view.default ? 'default' : scope === 'team' ? view.createdBy.name : undefined}
                    chosen={view.id === current?.id}
                    onClick={() => open(view)}
                  />
                )),
              ]
            );
          })}
          <Menu.Divider />
          {current && isModified && (
            <>
              <Menu.Item onClick={() => update.mutate({ state })}>{`Update “${current.name}”`}</Menu.Item>
              <Menu.Item onClick={() => open(current)}>Discard the changes</Menu.Item>
            </>
          )}
          <Menu.Item onClick={() => setDialog('save')}>Save as a new view…</Menu.Item>
          {current && (
            <>
              <Menu.Item onClick={() => update.mutate({ default: !current.default })}>
                {current.default ? 'No longer the default' : 'Make it the default'}
              </Menu.Item>
              <Menu.Item onClick={() => setDialog('delete')}>
                <span className="tone-error">Delete the view…</span>
              </Menu.Item>
            </>
          )}
          {views.isError && <Menu.Label>The saved views cannot be read.</Menu.Label>}
        </Menu.Dropdown>
      </Menu>
      <Suspense>
        {dialog === 'save' && (
          <SaveViewDialog
            projectId={projectId}
            state={state}
            onSaved={(view) => {
              setDialog(undefined);
              void refresh();
              onView({ ...state, view: view.id });
            }}
            onClose={() => setDialog(undefined)}
          />
        )}
        {dialog === 'delete' && current && (
          <DeleteViewDialog
            view={current}
            busy={remove.isPending}
            error={remove.error}
            onDelete={() => remove.mutate()}
            onClose={() => setDialog(undefined)}
          />
        )}
      </Suspense>
    </>
  );
}

function ViewItem({
  name,
  note,
  chosen,
  onClick,
}: {
  name: string;
  note?: string;
  chosen: boolean;
  onClick: () => void;
}) {
  return (
    <Menu.Item
      role="menuitemradio"
      aria-checked={chosen}
      leftSection={chosen ? <Icon name="check" size={12} /> : <span className="check-space" />}
      rightSection={note && <span className="muted small">{note}</span>}
      onClick={onClick}
    >
      {name}
    </Menu.Item>
  );
}
