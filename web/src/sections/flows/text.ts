import { inLanguages } from '../../text/language';

export const text = inLanguages(
  {
    title: 'Chat flows',
    chart: 'Chat flows per day',
    popular: 'Popular flows',
    noFlows: 'No flow ran in this period.',
    flows_triggered: 'Flows triggered',
    times_triggered: 'Times triggered',
    definitions: {
      flows_triggered: 'Distinct flows with at least one run in the period.',
      times_triggered: 'Runs of all flows in the period.',
      popular: 'The ten flows with the most runs in the period.',
    },
  },
  {
    title: '對話流程',
    chart: '每日對話流程',
    popular: '熱門流程',
    noFlows: '此期間沒有執行任何流程。',
    flows_triggered: '觸發的流程數',
    times_triggered: '觸發次數',
    definitions: {
      flows_triggered: '此期間至少執行過一次的不重複流程數。',
      times_triggered: '此期間所有流程的執行次數。',
      popular: '此期間執行次數最多的十個流程。',
    },
  },
);
