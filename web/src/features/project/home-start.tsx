import { Link } from '@tanstack/react-router';
import { Icon, type IconName } from '@/shared/ui/icon';
import { Card } from '@/shared/ui/page';

const tiles = [
  {
    to: '/projects/$projectId/datasets',
    search: {},
    icon: 'upload',
    word: 'Upload data',
    note: 'A table, or a model to solve',
  },
  {
    to: '/projects/$projectId/new',
    search: { kind: 'training' },
    icon: 'runs',
    word: 'New training',
    note: 'Learn a column from the others',
  },
  {
    to: '/projects/$projectId/new',
    search: { kind: 'prediction' },
    icon: 'model',
    word: 'Predict',
    note: 'Answers of a model for a table',
  },
  {
    to: '/projects/$projectId/new',
    search: { kind: 'study' },
    icon: 'study',
    word: 'New study',
    note: 'The parameters that make a training best',
  },
  {
    to: '/projects/$projectId/new',
    search: { kind: 'solve' },
    icon: 'starFilled',
    word: 'New solve',
    note: 'The best solution of an optimisation problem',
  },
] as const satisfies readonly { to: string; search: object; icon: IconName; word: string; note: string }[];

export function QuickStart({ projectId }: { projectId: string }) {
  return (
    <section className="stack" aria-labelledby="home-start">
      <h2 id="home-start">Quick start</h2>
      <div className="home-tiles">
        {tiles.map((tile) => (
          <Link key={tile.word} to={tile.to} params={{ projectId }} search={tile.search} className="card home-tile">
            <Icon name={tile.icon} size={20} />
            <span>
              <strong>{tile.word}</strong>
              <span className="muted small">{tile.note}</span>
            </span>
          </Link>
        ))}
      </div>
    </section>
  );
}

/** The first three steps of an empty project. */
export function Checklist({ projectId }: { projectId: string }) {
  return (
    <Card title="The first steps" className="home-checklist">
      <ol>
        <li>
          <Link to="/projects/$projectId/datasets" params={{ projectId }}>
            Upload a table
          </Link>
          <span className="muted small">CSV or Parquet, with one column that is to be predicted.</span>
        </li>
        <li>
          <Link to="/projects/$projectId/new" params={{ projectId }} search={{ kind: 'training' }}>
            Train a model
          </Link>
          <span className="muted small">Choose the column; everything else has a default.</span>
        </li>
        <li>
          <Link to="/projects/$projectId/models" params={{ projectId }}>
            Predict with it
          </Link>
          <span className="muted small">A training that succeeds registers its model.</span>
        </li>
      </ol>
    </Card>
  );
}
