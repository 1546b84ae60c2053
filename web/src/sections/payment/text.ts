import { inLanguages } from '../../text/language';

export const text = inLanguages(
  {
    title: 'Payment',
    chart: 'Credit usage per day',
    countries: {
      label: 'Credits by country',
      meaning: 'Usage of the period by the country that the messages went to, most first.',
    },
    noCountry: 'Without a country',
    noUsage: 'No credits were used in this period.',
    noDays: 'nothing was used in the 7 days before today',
    usedUp: 'The balance is used up.',
    runsLow: (days: string) => `The balance runs low: at the usage of the last 7 days it lasts about ${days}.`,
    inboxNote: 'Usage that belongs to no inbox counts only where all inboxes are shown.',
    figures: {
      balance: {
        label: 'Balance',
        note: 'whole account, now',
        meaning: 'All top-ups and adjustments less all usage, now, always for the whole account. USD.',
      },
      days: {
        label: 'Lasts about',
        note: 'whole account',
        meaning:
          'How many days the balance lasts at the mean daily usage, always for the whole account. A dash where nothing was used in the 7 days before today.',
      },
      mean_daily_usage: {
        label: 'Daily usage',
        note: 'mean of the 7 days before today',
        meaning: 'Usage of the 7 days before today, divided by 7, always for the whole account. USD.',
      },
      total: { label: 'Credits used', meaning: 'Usage of all categories in the period, USD.' },
      marketing: { label: 'Marketing', meaning: 'Usage of the category marketing in the period.' },
      utility: { label: 'Utility', meaning: 'Usage of the category utility in the period.' },
      authentication: { label: 'Authentication', meaning: 'Usage of the category authentication in the period.' },
      authentication_international: {
        label: 'Authentication, international',
        meaning: 'Usage of the category authentication-international in the period.',
      },
      service: { label: 'Service', meaning: 'Usage of the category service in the period.' },
      other: { label: 'Other', meaning: 'Usage of any other category in the period.' },
    },
  },
  {
    title: '付款',
    chart: '每日點數用量',
    countries: { label: '各國用量', meaning: '此期間依訊息送達國家計算的用量，由多到少排列。' },
    noCountry: '未註明國家',
    noUsage: '此期間沒有使用點數。',
    noDays: '今天之前 7 天沒有用量',
    usedUp: '餘額已用完。',
    runsLow: (days) => `餘額偏低：以最近 7 天的用量計算，約可使用 ${days}。`,
    inboxNote: '不屬於任何收件匣的用量，只在顯示所有收件匣時計入。',
    figures: {
      balance: {
        label: '餘額',
        note: '整個帳戶，目前',
        meaning: '所有儲值與調整減去所有用量，為目前的數值，一律以整個帳戶計算。單位為美元。',
      },
      days: {
        label: '約可使用',
        note: '整個帳戶',
        meaning: '以平均每日用量計算，餘額還可使用的天數，一律以整個帳戶計算。今天之前 7 天沒有用量時以「–」表示。',
      },
      mean_daily_usage: {
        label: '每日用量',
        note: '今天之前 7 天的平均',
        meaning: '今天之前 7 天的用量除以 7，一律以整個帳戶計算。單位為美元。',
      },
      total: { label: '已用點數', meaning: '此期間所有類別的用量，單位為美元。' },
      marketing: { label: '行銷', meaning: '此期間行銷類別的用量。' },
      utility: { label: '通知', meaning: '此期間通知類別的用量。' },
      authentication: { label: '驗證', meaning: '此期間驗證類別的用量。' },
      authentication_international: { label: '國際驗證', meaning: '此期間國際驗證類別的用量。' },
      service: { label: '服務', meaning: '此期間服務類別的用量。' },
      other: { label: '其他', meaning: '此期間其他類別的用量。' },
    },
  },
);
