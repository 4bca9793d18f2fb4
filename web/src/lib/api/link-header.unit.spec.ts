import { nextLink } from './link-header';

describe('the link to the next page', () => {
  it('is the path and query of rel="next", whatever stands around it', () => {
    expect(nextLink('</api/tickets?after=abc&limit=2>; rel="next"')).toBe('/api/tickets?after=abc&limit=2');
    expect(nextLink('</a?b=1,2>; rel="prev", </a?b=3>; rel=next')).toBe('/a?b=3');
    expect(nextLink('</a>; title="a, b; rel=no"; rel="last next"')).toBe('/a');
  });

  it('never leads to another origin', () => {
    expect(nextLink('<https://elsewhere.example/api/tickets?after=1>; rel="next"')).toBe(
      '/api/tickets?after=1',
    );
  });

  it('is null where there is none', () => {
    expect(nextLink(null)).toBeNull();
    expect(nextLink('</a>; rel="prev"')).toBeNull();
    expect(nextLink('nonsense')).toBeNull();
  });
});
