import { inLanguages } from '../../text/language';

export const text = inLanguages(
  {
    title: 'Speed',
    within: 'Within',
    share: 'Share',
    samples: { label: 'Samples', meaning: 'How many first responses or resolutions the period has.' },
    targets: { label: 'Within a target', meaning: 'Share of the times that are not above the target; it is exact.' },
    kinds: {
      first_response: {
        label: 'First response',
        meaning: 'From the assignment to an agent to the agent’s first reply, on the day of the reply.',
        perDay: 'Median first response per day',
        within: 'First responses within a target',
        nothing: 'No agent replied in this period.',
      },
      resolution: {
        label: 'Resolution',
        meaning: 'From the opening of a session to its resolution, on the day of the resolution.',
        perDay: 'Median resolution per day',
        within: 'Resolutions within a target',
        nothing: 'No session was resolved in this period.',
      },
    },
    /** A target in words: `5m`, and the share within it. */
    reached: (chart: string, target: string, share: string) => `${chart}: ${share} within ${target}.`,
    figures: {
      median_seconds: { label: 'Median', meaning: 'At least half of the times are not above it; within 2 %.' },
      p90_seconds: { label: '90% within', meaning: 'At least 90 % of the times are not above it; within 2 %.' },
      mean_seconds: { label: 'Mean', meaning: 'The mean of the times. A dash where there was none.' },
    },
  },
  {
    title: '處理速度',
    within: '目標時間',
    share: '占比',
    samples: { label: '樣本數', meaning: '此期間的首次回覆次數或解決次數。' },
    targets: { label: '目標內占比', meaning: '不超過目標時間的占比，為精確值。' },
    kinds: {
      first_response: {
        label: '首次回覆',
        meaning: '從指派給客服人員到其第一次回覆的時間，計入回覆當日。',
        perDay: '每日首次回覆中位數',
        within: '首次回覆的目標內占比',
        nothing: '此期間沒有客服人員回覆。',
      },
      resolution: {
        label: '解決',
        meaning: '從對話開啟到標記為已解決的時間，計入解決當日。',
        perDay: '每日解決時間中位數',
        within: '解決時間的目標內占比',
        nothing: '此期間沒有解決的對話。',
      },
    },
    reached: (chart, target, share) => `${chart}：${target}內占 ${share}。`,
    figures: {
      median_seconds: { label: '中位數', meaning: '至少一半的時間不超過此值；誤差在 2% 以內。' },
      p90_seconds: { label: '九成於此內', meaning: '至少九成的時間不超過此值；誤差在 2% 以內。' },
      mean_seconds: { label: '平均', meaning: '時間的平均。沒有樣本時以「–」表示。' },
    },
  },
);
