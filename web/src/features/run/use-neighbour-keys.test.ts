import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { orderAround } from './use-neighbour-keys';

describe('orderAround', () => {
  it('is the order of the list that was looked at last, over all its pages', () => {
    const client = new QueryClient();
    const page = (...ids: string[]) => ({ items: ids.map((id) => ({ id })) });
    client.setQueryData(['runs', 'p', 'list', {}], { pages: [page('a', 'b'), page('c')] }, { updatedAt: 2 });
    client.setQueryData(['runs', 'p', 'short', 'recent'], page('c', 'b', 'a'), { updatedAt: 1 });
    client.setQueryData(['runs', 'other', 'list', {}], { pages: [page('b', 'z')] }, { updatedAt: 3 });
    client.setQueryData(['runs', 'p', 'count'], 7, { updatedAt: 4 });
    expect(orderAround(client, 'p', 'b')).toEqual(['a', 'b', 'c']);
    expect(orderAround(client, 'p', 'z')).toEqual([]);
  });
});
