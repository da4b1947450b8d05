import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { call } from "../api/http";
import type { SearchResults } from "../api/wire";

// Filter is what a search is restricted to. Empty values restrict nothing.
export interface Filter {
  format: string;
  from: string; // dates of the upload, such as 2026-03-01
  to: string;
  document: string; // a document's key
}

export const noFilter: Filter = { format: "", from: "", to: "", document: "" };

// useSearch looks for words in documents and answers. What was found before stays until the new results are there.
export function useSearch(query: string, filter: Filter = noFilter, limit = 20) {
  const wanted = query.trim();
  return useQuery({
    queryKey: ["search", wanted, filter, limit],
    queryFn: ({ signal }) => {
      const given = Object.entries({ q: wanted, limit: String(limit), ...filter }).filter(([, value]) => value !== "");
      return call<SearchResults>(`/api/search?${new URLSearchParams(given)}`, { signal });
    },
    enabled: wanted !== "",
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
}
