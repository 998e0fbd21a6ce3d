/** A list of the API, page by page. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Page } from "../api/types";

export interface List<Item> {
  items: Item[];
  /** null while the first page is on its way */
  loaded: boolean;
  more: (() => void) | null;
  loading: boolean;
  error: unknown;
  reload: () => void;
}

/** `load` asks for the page at a cursor (null: the first). `key` says what is asked for: when it changes, the list begins
 *  anew, and answers to what was asked before are dropped. */
export function useList<Item>(load: (cursor: string | null) => Promise<Page<Item>>, key: string): List<Item> {
  const [state, setState] = useState<{ items: Item[]; next: string | null; loaded: boolean }>({
    items: [],
    next: null,
    loaded: false,
  });
  const [loading, setLoading] = useState(true);
  const [error, setError] = useState<unknown>(null);
  const [round, setRound] = useState(0);
  const turn = useRef(0);

  async function fetchPage(cursor: string | null): Promise<void> {
    turn.current += 1;
    const mine = turn.current;
    setLoading(true);
    setError(null);
    try {
      const found = await load(cursor);
      if (mine !== turn.current) return;
      setState((before) => ({
        items: cursor ? [...before.items, ...found.items] : found.items,
        next: found.next,
        loaded: true,
      }));
    } catch (refused) {
      if (mine === turn.current) setError(refused);
    } finally {
      if (mine === turn.current) setLoading(false);
    }
  }

  useEffect(() => {
    void fetchPage(null);
    return () => {
      turn.current += 1;
    };
  }, [key, round]);

  const next = state.next;
  return {
    ...state,
    loading,
    error,
    more: next && !loading ? () => void fetchPage(next) : null,
    reload: () => setRound((before) => before + 1),
  };
}
