/** One answer of the API; when `key` changes it is asked for anew, and an answer to what was asked before is dropped. */
import { useEffect, useState } from "preact/hooks";

export interface Answered<Value> {
  value: Value | null;
  error: unknown;
  reload: () => void;
}

export function useAnswer<Value>(load: () => Promise<Value>, key: string): Answered<Value> {
  const [state, setState] = useState<{ value: Value | null; error: unknown }>({ value: null, error: null });
  const [round, setRound] = useState(0);
  useEffect(() => {
    let isOld = false;
    load().then(
      (value) => !isOld && setState({ value, error: null }),
      (error) => !isOld && setState({ value: null, error }),
    );
    return () => {
      isOld = true;
    };
  }, [key, round]);
  return { ...state, reload: () => setRound((before) => before + 1) };
}
