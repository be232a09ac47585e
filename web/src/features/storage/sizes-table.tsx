import { useInfiniteQuery } from '@tanstack/react-query';
import type { StorageSize } from '@/shared/api/types';
import { formatBytes, plural } from '@/shared/format/format';
import { TableFrame } from '@/shared/ui/table-frame';
import { TimeAgo } from '@/shared/ui/time';
import { inventoriesQuery } from './queries';
import { listed, sizeRow } from './storage-words';

/** By the rows and the databases; and by the listing of the bucket, once somebody has looked. */
export function SizesTable({ sizes }: { sizes: readonly StorageSize[] }) {
  const inventories = useInfiniteQuery(inventoriesQuery);
  const complete = inventories.data?.pages.flatMap((page) => page.items).find((one) => one.foundAt !== null);
  const bucket = complete && listed(complete);
  return (
    <TableFrame label="What is stored">
      <table className="table" aria-label="What is stored">
        <thead>
          <tr>
            <th>Kind</th>
            <th className="number">How many</th>
            <th className="number">Size</th>
            <th>Counted by</th>
          </tr>
        </thead>
        <tbody>
          {sizes.map((size) => {
            const { name, amount, source } = sizeRow(size);
            return (
              <tr key={size.kind}>
                <td>{name}</td>
                <td className="number">{amount}</td>
                <td className="number">{formatBytes(size.bytes)}</td>
                <td className="muted">{source}</td>
              </tr>
            );
          })}
          {complete?.foundAt && bucket && (
            <tr>
              <td>All of the bucket</td>
              <td className="number">{plural(bucket.things, 'object')}</td>
              <td className="number">{formatBytes(bucket.bytes)}</td>
              <td className="muted">
                The listing of the store, <TimeAgo time={complete.foundAt} />
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </TableFrame>
  );
}
