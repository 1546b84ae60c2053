/** A figure of the complete days, and of the days that stand opposite them. */
interface Pair {
  now: number;
  previous: number;
}

/** What the first sentence is made from; null where the counters do not have it, or where nothing was measured. */
export interface Happened {
  received: Pair | null;
  /** Messages received by inbox; empty where one inbox is chosen. */
  inboxes: readonly (Pair & { name: string })[];
  /** The median first response in seconds, and how many there were. */
  median: (Pair & { samples: Pair }) | null;
}

export interface Headline {
  /** As a part of what was there before: 0.18 is 18 % up. */
  received: number | null;
  /** The inbox that most of that change comes from. */
  mostly: string | null;
  /** The median now, and what it takes more than before. */
  median: { seconds: number; more: number } | null;
}

/** Smaller changes are what any two weeks differ by. */
const NOTABLE = 0.1;
const FEWEST_MESSAGES = 20;
const NOTABLE_OF_MEDIAN = 0.2;
const LEAST_SECONDS = 15;
const FEWEST_RESPONSES = 10;

/** What changed enough to be said; null where nothing did. */
export function headlineOf({ received, inboxes, median }: Happened): Headline | null {
  const change = received && changeOf(received);
  const slower = median && slowdownOf(median);
  if (!change && !slower) return null;
  return {
    received: change,
    mostly: received && change ? mostOf(received, inboxes) : null,
    median: slower,
  };
}

function changeOf({ now, previous }: Pair): number | null {
  if (Math.max(now, previous) < FEWEST_MESSAGES || previous === 0) return null;
  const change = (now - previous) / previous;
  return Math.abs(change) < NOTABLE ? null : change;
}

/** The inbox that makes at least half of the change. */
function mostOf(received: Pair, inboxes: Happened['inboxes']): string | null {
  if (inboxes.length < 2) return null;
  const whole = received.now - received.previous;
  const part = ({ now, previous }: Pair) => (now - previous) / whole;
  const first = inboxes.toSorted((a, b) => part(b) - part(a))[0];
  return first && part(first) >= 0.5 ? first.name : null;
}

function slowdownOf({ now, previous, samples }: Pair & { samples: Pair }): Headline['median'] {
  if (Math.min(samples.now, samples.previous) < FEWEST_RESPONSES) return null;
  const more = now - previous;
  if (Math.abs(more) < LEAST_SECONDS || Math.abs(more) < previous * NOTABLE_OF_MEDIAN) return null;
  return { seconds: now, more };
}
