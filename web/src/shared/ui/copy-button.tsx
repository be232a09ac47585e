import { useEffect, useState } from 'react';
import { Icon } from './icon';

export function CopyButton({ text, label, withText = false }: { text: string; label: string; withText?: boolean }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <button
      type="button"
      className={withText ? 'button button-default' : 'icon-button icon-button-small'}
      aria-label={withText ? undefined : label}
      title={withText ? undefined : label}
      onClick={() => void copyText(text).then(() => setCopied(true))}
    >
      <Icon name={copied ? 'check' : 'copy'} size={withText ? 16 : 14} />
      {withText && <span>{copied ? 'Copied' : label}</span>}
      {!withText && (
        <span className="visually-hidden" aria-live="polite">
          {copied ? 'Copied' : ''}
        </span>
      )}
    </button>
  );
}

/** The clipboard needs a secure origin; on plain HTTP the old way still works. */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  area.style.opacity = '0';
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}
