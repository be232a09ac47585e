import { Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { Icon } from '@/shared/ui/icon';
import { projectQuery, projectsQuery } from './queries';

const CreateProjectDialog = lazy(() =>
  import('./create-project-dialog').then((module) => ({ default: module.CreateProjectDialog })),
);

export function ProjectSwitcher({ projectId }: { projectId: string | undefined }) {
  const navigate = useNavigate();
  const projects = useQuery(projectsQuery);
  const current = useQuery({ ...projectQuery(projectId ?? ''), enabled: projectId !== undefined });
  const [creating, setCreating] = useState(false);
  const name = current.data?.name ?? 'Project';
  return (
    <>
      <Menu position="bottom-start" transitionProps={{ duration: 0 }} width={260}>
        <Menu.Target>
          <button type="button" className="menu-trigger" aria-label={`Project: ${name}`}>
            <Icon name="folder" />
            <span className="ellipsis">{name}</span>
            <Icon name="chevronDown" size={12} />
          </button>
        </Menu.Target>
        <Menu.Dropdown mah={400} style={{ overflowY: 'auto' }}>
          <Menu.Label>Projects</Menu.Label>
          {projects.data?.items.map((project) => (
            <Menu.Item
              key={project.id}
              onClick={() => void navigate({ to: '/projects/$projectId', params: { projectId: project.id } })}
              rightSection={project.id === projectId ? <Icon name="check" /> : null}
            >
              {project.name}
            </Menu.Item>
          ))}
          {projects.isError && <Menu.Label>The list of projects could not be read.</Menu.Label>}
          <Menu.Divider />
          <Menu.Item leftSection={<Icon name="plus" />} onClick={() => setCreating(true)}>
            Create a project
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="upload" />} onClick={() => void navigate({ to: '/import' })}>
            Import a project
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {creating && (
        <Suspense>
          <CreateProjectDialog opened onClose={() => setCreating(false)} />
        </Suspense>
      )}
    </>
  );
}
