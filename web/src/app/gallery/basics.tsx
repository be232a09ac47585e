import { type ReactNode, useState } from 'react';
import { ago, BIDI_NAME, LONG_NAME } from '@/shared/gallery/samples';
import { Specimen, Specimens } from '@/shared/gallery/specimen';
import { Button, IconButton } from '@/shared/ui/button';
import { CopyButton } from '@/shared/ui/copy-button';
import { Segmented, SelectField, TextField, Toggle } from '@/shared/ui/field';
import { Icon, type IconName, iconNames } from '@/shared/ui/icon';
import { Markdown } from '@/shared/ui/markdown';
import { Card, Facts } from '@/shared/ui/page';
import { SearchSelect } from '@/shared/ui/search-select';
import { TableFrame } from '@/shared/ui/table-frame';
import { Tabs } from '@/shared/ui/tabs';
import { TimeAgo } from '@/shared/ui/time';

const nothing = () => undefined;
const NEWS = [
  '# Why this run',
  'A **smaller** learning rate, *again*: see `config.json` and [the paper](https://example.org/paper).',
  '- first',
  '- second',
  '',
  '1. one',
  '2. two',
  '',
  '```',
  'loss = 0.214',
  '```',
  '<img src=x onerror=alert(1)> stays text.',
].join('\n');

export function Basics(): ReactNode {
  return (
    <>
      <Specimens title="Buttons">
        <Specimen name="Kinds of buttons">
          <div className="row">
            <Button kind="primary" icon="plus">
              Primary
            </Button>
            <Button>Default</Button>
            <Button kind="quiet">Quiet</Button>
            <Button kind="danger" icon="trash">
              Danger
            </Button>
            <IconButton icon="settings" label="Settings" />
            <CopyButton text="copied" label="Copy" />
            <CopyButton text="copied" label="Copy with a word" withText />
          </div>
        </Specimen>
        <Specimen name="Busy and disabled buttons">
          <div className="row">
            <Button kind="primary" busy>
              Busy…
            </Button>
            <Button disabled>Disabled</Button>
            <Button kind="danger" disabled>
              Not allowed
            </Button>
            <IconButton icon="trash" label="Remove, which is not allowed" disabled />
          </div>
        </Specimen>
      </Specimens>
      <Fields />
      <Specimens title="Tables and facts">
        <Specimen name="Table">
          <TableFrame label="Runs with their results">
            <table className="table">
              <thead>
                <tr>
                  <th>Name</th>
                  <th className="number">Result</th>
                </tr>
              </thead>
              <tbody>
                <tr>
                  <td>churn with LightGBM</td>
                  <td className="number">0.8731</td>
                </tr>
                <tr>
                  <td>churn with a forest</td>
                  <td className="number">0.8604</td>
                </tr>
              </tbody>
            </table>
          </TableFrame>
        </Specimen>
        <Specimen name="Table that is wider than its room">
          <TableFrame label="A table that scrolls">
            <table className="table">
              <thead>
                <tr>
                  {['Name', 'Dataset', 'Result', 'Created', 'Owner', 'Tags'].map((word) => (
                    <th key={word}>{word}</th>
                  ))}
                </tr>
              </thead>
              <tbody>
                <tr>
                  <td>{LONG_NAME}</td>
                  <td>{BIDI_NAME}</td>
                  <td className="number">1,234,567,890,123.25</td>
                  <td>
                    <TimeAgo time={ago(40_000)} />
                  </td>
                  <td>Ada Lovelace</td>
                  <td>baseline, long, very long</td>
                </tr>
              </tbody>
            </table>
          </TableFrame>
        </Specimen>
        <Specimen name="Facts">
          <Facts
            items={[
              ['Algorithm', 'LightGBM'],
              ['Rows', '800'],
            ]}
          />
        </Specimen>
        <Specimen name="Facts with long and turned names">
          <Facts
            items={[
              ['A name that takes more than its third of the line', LONG_NAME],
              ['Turned', BIDI_NAME],
            ]}
          />
        </Specimen>
        <Specimen name="Card">
          <Card title="Card" aside="with a word beside its title" labelledBy="gallery-card">
            <p>What is in it.</p>
          </Card>
        </Specimen>
        <Specimen name="Tabs">
          <SomeTabs />
        </Specimen>
        <Specimen name="Moments">
          <div className="row">
            {[2, 40, 600, 9000, 400_000].map((seconds) => (
              <span key={seconds} className="chip">
                <TimeAgo time={ago(seconds)} />
              </span>
            ))}
          </div>
        </Specimen>
        <Specimen name="Markdown">
          <Markdown text={NEWS} />
        </Specimen>
        <Specimen name="Icons" wide>
          <div className="row">
            {iconNames.map((name: IconName) => (
              <Icon key={name} name={name} />
            ))}
          </div>
        </Specimen>
      </Specimens>
    </>
  );
}

const choices = [
  { value: 'a', label: 'One' },
  { value: 'b', label: 'Another' },
  { value: 'c', label: 'One that cannot be had', disabled: true },
];

function Fields() {
  const [chosen, setChosen] = useState<string>('b');
  const [on, setOn] = useState(true);
  return (
    <Specimens title="Fields">
      <Specimen name="Text field">
        <TextField label="Learning rate" help="With a word of help." aside="per step" defaultValue="0.001" />
      </Specimen>
      <Specimen name="Empty text field">
        <TextField label="Name" placeholder="as you like" />
      </Specimen>
      <Specimen name="Text field with an error">
        <TextField label="Days" help="How long it is good." error="A whole number from 1 to 365." defaultValue="many" />
      </Specimen>
      <Specimen name="Disabled text field">
        <TextField label="Project" defaultValue="Only admins change it" disabled />
      </Specimen>
      <Specimen name="Choice">
        <SelectField label="Choice" value={chosen} options={choices} onChange={setChosen} />
      </Specimen>
      <Specimen name="Choice with an error">
        <SelectField
          label="Choice"
          value=""
          placeholder="Choose one"
          error="Choose one."
          options={choices}
          onChange={nothing}
        />
      </Specimen>
      <Specimen name="Choice out of many">
        <SearchSelect label="Target" value={chosen} options={choices} onChange={setChosen} help="Type to narrow it." />
      </Specimen>
      <Specimen name="Choice out of many, with an error">
        <SearchSelect
          label="Target"
          value={undefined}
          options={choices}
          onChange={nothing}
          placeholder="Choose a column"
          error="Choose the column to learn."
        />
      </Specimen>
      <Specimen name="A few choices">
        <Segmented label="Few choices" value={chosen} options={choices} onChange={setChosen} help="Side by side." />
      </Specimen>
      <Specimen name="A few choices, with an error">
        <Segmented label="Few choices" value="" options={choices} onChange={nothing} error="Choose one." />
      </Specimen>
      <Specimen name="Switches">
        <div className="stack">
          <Toggle label="Can be switched" checked={on} onChange={setOn} />
          <Toggle label="On, and cannot be changed" checked disabled onChange={nothing} />
          <Toggle label="Off, and cannot be changed" checked={false} disabled onChange={nothing} />
        </div>
      </Specimen>
    </Specimens>
  );
}

const tabs = [
  { id: 'overview', label: 'Overview' },
  { id: 'charts', label: 'Charts', count: 12 },
  { id: 'logs', label: 'Logs', count: 48_211 },
];

function SomeTabs() {
  const [active, setActive] = useState('charts');
  return (
    <Tabs label="Parts of a run" tabs={tabs} active={active} onChange={setActive}>
      <p className="muted">What is on the tab {active}.</p>
    </Tabs>
  );
}
