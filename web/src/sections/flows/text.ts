import { inLanguages } from '../../text/language';

export const text = inLanguages(
  {
    title: 'Chat flows',
    chart: 'Chat flows per day',
    noFlows: 'No flow ran in this period.',
    figures: {
      flows_triggered: { label: 'Flows triggered', meaning: 'Distinct flows with at least one run in the period.' },
      times_triggered: { label: 'Times triggered', meaning: 'Runs of all flows in the period.' },
    },
    popular: { label: 'Popular flows', meaning: 'The ten flows with the most runs in the period.' },
  },
  {
    title: '對話流程',
    chart: '每日對話流程',
    noFlows: '此期間沒有執行任何流程。',
    figures: {
      flows_triggered: { label: '觸發的流程數', meaning: '此期間至少執行過一次的不重複流程數。' },
      times_triggered: { label: '觸發次數', meaning: '此期間所有流程的執行次數。' },
    },
    popular: { label: '熱門流程', meaning: '此期間執行次數最多的十個流程。' },
  },
);
