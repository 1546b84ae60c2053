import { inLanguages } from '../../text/language';

export const text = inLanguages(
  {
    title: 'Conversations',
    chart: 'Sessions per day',
    parts: (unassigned: string, assigned: string, resolved: string) =>
      `Active sessions: ${unassigned} unassigned, ${assigned} assigned, ${resolved} resolved`,
    figures: {
      total: {
        label: 'Active in all',
        note: 'now',
        meaning: 'Sessions that have started and not ended, now. A session ends 24 hours after it is resolved.',
      },
      unassigned: {
        label: 'Unassigned',
        note: 'now',
        meaning: 'Active sessions that are not resolved, and whose last assignment has ended or that have none.',
      },
      assigned: {
        label: 'Assigned',
        note: 'now',
        meaning: 'Active sessions that are not resolved, and whose last assignment has not ended.',
      },
      resolved: {
        label: 'Resolved',
        note: 'now',
        meaning: 'Active sessions that were resolved less than 24 hours ago.',
      },
      new_sessions: { label: 'New sessions', meaning: 'Sessions that were opened in the period.' },
      resolved_sessions: {
        label: 'Resolved sessions',
        meaning: 'Sessions that were marked as resolved in the period, as they stand now.',
      },
      resolved_without_agent: {
        label: 'Resolved without an agent',
        meaning: 'Resolved sessions that were never assigned to an agent.',
      },
      active_sessions: {
        label: 'Active at the end of the day',
        meaning: 'Sessions that had started by the end of that day and had not ended. Today’s value is the one of now.',
      },
    },
  },
  {
    title: '對話',
    chart: '每日對話數',
    parts: (unassigned, assigned, resolved) =>
      `進行中的對話：${unassigned} 則未指派、${assigned} 則已指派、${resolved} 則已解決`,
    figures: {
      total: {
        label: '進行中合計',
        note: '目前',
        meaning: '目前已開始且尚未結束的對話。對話在標記為已解決的 24 小時後結束。',
      },
      unassigned: { label: '未指派', note: '目前', meaning: '進行中、未解決，且最近一次指派已結束或從未指派的對話。' },
      assigned: { label: '已指派', note: '目前', meaning: '進行中、未解決，且最近一次指派尚未結束的對話。' },
      resolved: { label: '已解決', note: '目前', meaning: '進行中，且在 24 小時內標記為已解決的對話。' },
      new_sessions: { label: '新對話', meaning: '在此期間開啟的對話。' },
      resolved_sessions: { label: '解決的對話', meaning: '在此期間標記為已解決的對話，以目前的狀態計算。' },
      resolved_without_agent: { label: '未經客服解決', meaning: '從未指派給客服人員的已解決對話。' },
      active_sessions: {
        label: '當日結束時進行中',
        meaning: '截至當日結束時已開始且尚未結束的對話。今天的數值為目前的數值。',
      },
    },
  },
);
