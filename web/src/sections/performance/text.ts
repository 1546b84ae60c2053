import { inLanguages } from '../../text/language';

/** What an agent's and a team's figures are called. `perDay` is the title of a detail's chart. */
const figures = inLanguages(
  {
    messages_sent: {
      label: 'Messages sent',
      perDay: 'Messages sent per day',
      meaning: 'Messages that were sent by this agent, or by an agent for this team.',
    },
    times_assigned: {
      label: 'Times assigned',
      perDay: 'Times assigned per day',
      meaning: 'Assignments to this agent or team that were made in the period.',
    },
    active_sessions: {
      label: 'Active sessions',
      note: 'now',
      perDay: 'Active sessions at the end of the day',
      meaning:
        'Active sessions whose current assignment is to this agent or team, now. By day: assignments that had not ended by the end of that day.',
    },
    responses: {
      label: 'Responses',
      meaning: 'First replies in the period, which the response time is the mean of.',
    },
    response_time_seconds: {
      label: 'Response time',
      perDay: 'Response time per day',
      meaning:
        'Mean time from an assignment to its first reply, over first replies in the period. A dash where there was none.',
    },
    response_time_median_seconds: {
      label: 'Response time, median',
      meaning: 'At least half of the response times are not above this one; within 2 % or half a second.',
    },
    response_time_p90_seconds: {
      label: 'Response time, 90%',
      meaning: 'At least 90 % of the response times are not above this one; within 2 % or half a second.',
    },
  },
  {
    messages_sent: {
      label: '傳送的訊息',
      perDay: '每日傳送的訊息',
      meaning: '由此客服人員傳送的訊息，或客服人員代表此團隊傳送的訊息。',
    },
    times_assigned: {
      label: '指派次數',
      perDay: '每日指派次數',
      meaning: '此期間指派給此客服人員或團隊的次數。',
    },
    active_sessions: {
      label: '進行中的對話',
      note: '目前',
      perDay: '每日結束時進行中的對話',
      meaning: '目前指派給此客服人員或團隊的進行中對話。每日數值：截至當日結束時尚未結束的指派。',
    },
    responses: {
      label: '回覆次數',
      meaning: '此期間的第一次回覆次數，回覆時間即其平均。',
    },
    response_time_seconds: {
      label: '回覆時間',
      perDay: '每日回覆時間',
      meaning: '從指派到第一次回覆的平均時間，以此期間的第一次回覆計算；沒有回覆時以「–」表示。',
    },
    response_time_median_seconds: {
      label: '回覆時間中位數',
      meaning: '至少一半的回覆時間不超過此值；誤差在 2% 或半秒以內。',
    },
    response_time_p90_seconds: {
      label: '九成回覆時間',
      meaning: '至少九成的回覆時間不超過此值；誤差在 2% 或半秒以內。',
    },
  },
);

export const agentsText = inLanguages(
  {
    title: 'Performance by agent',
    agent: 'Agent',
    nobody: 'No agents yet.',
    detail: (name: string) => `Agent ${name}`,
    figures: figures.en,
  },
  {
    title: '客服人員績效',
    agent: '客服人員',
    nobody: '尚無客服人員。',
    detail: (name) => `客服人員 ${name}`,
    figures: figures['zh-TW'],
  },
);

export const teamsText = inLanguages(
  {
    title: 'Performance by team',
    team: 'Team',
    none: 'No teams yet.',
    detail: (name: string) => `Team ${name}`,
    membersDetail: (name: string) => `Team ${name}, all members`,
    members: 'Members',
    agentsOf: (team: string) => `Agents of ${team}`,
    noMembers: 'This team has no members.',
    counted: 'Teams are counted by',
    teamItself: { label: 'Team itself', meaning: 'Records that carry the team.' },
    allMembers: { label: 'All members', meaning: 'The sum of the figures of the agents who are in the team.' },
    figures: figures.en,
  },
  {
    title: '團隊績效',
    team: '團隊',
    none: '尚無團隊。',
    detail: (name) => `團隊 ${name}`,
    membersDetail: (name) => `團隊 ${name}，所有成員`,
    members: '成員',
    agentsOf: (team) => `${team}的客服人員`,
    noMembers: '此團隊沒有成員。',
    counted: '團隊計算方式',
    teamItself: { label: '團隊本身', meaning: '帶有該團隊的紀錄。' },
    allMembers: { label: '所有成員', meaning: '團隊中所有客服人員數據的總和。' },
    figures: figures['zh-TW'],
  },
);

/** The controls around the charts of a detail. */
export const chartsText = inLanguages(
  { chartViews: 'Chart views', previousChart: 'Previous chart view', nextChart: 'Next chart view' },
  { chartViews: '圖表檢視', previousChart: '上一個圖表', nextChart: '下一個圖表' },
);
