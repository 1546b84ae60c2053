import { sectionSpec } from '../../spec/section';
import { text } from './text';

export const inboxes = sectionSpec({
  name: 'inboxes',
  route: '/v1/performance/inboxes',
  text,
  allInboxes: true,
  figures: {
    inboxes: {
      received: { unit: 'count', bar: true, nullUntilRebuild: true },
      agent_sent: { unit: 'count', nullUntilRebuild: true },
      bot_sent: { unit: 'count', nullUntilRebuild: true },
      broadcast_sent: { unit: 'count', nullUntilRebuild: true },
      active_sessions: { unit: 'count', now: true, nullUntilRebuild: true },
      new_sessions: { unit: 'count', nullUntilRebuild: true },
      resolved_sessions: { unit: 'count', nullUntilRebuild: true },
      responses: { unit: 'count', nullUntilRebuild: true },
      response_time_seconds: { unit: 'duration', nullUntilRebuild: true, samples: 'responses' },
    },
  },
});
