import { inLanguages } from '../../text/language';

export const text = inLanguages(
  {
    title: 'Feature usage',
    usesChart: 'Uses per day',
    accuracyChart: 'Average accuracy per day',
    ai_writer: 'AI Writer',
    doc_reply: 'Doc Reply',
    all: 'Total',
    uses: (tool: string) => `${tool} uses`,
    accuracy: (tool: string) => `${tool} accuracy`,
    samples: (count: string) => `of ${count} compared`,
    definitions: {
      uses: 'Times that the tool was used in the period.',
      accuracy:
        'How much of a suggestion was sent as it was, on average: 1 less the edit distance between both texts as a part of the longer one. Compared are uses that have both texts; translated Doc Replies are left out.',
    },
    usesTerm: 'Uses',
    accuracyTerm: 'Average accuracy',
  },
  {
    title: '功能使用情況',
    usesChart: '每日使用次數',
    accuracyChart: '每日平均準確度',
    ai_writer: 'AI Writer',
    doc_reply: 'Doc Reply',
    all: '合計',
    uses: (tool) => `${tool} 使用次數`,
    accuracy: (tool) => `${tool} 平均準確度`,
    samples: (count) => `共比對 ${count} 次`,
    definitions: {
      uses: '此期間使用該工具的次數。',
      accuracy:
        '建議內容平均有多少原樣送出：1 減去兩段文字的編輯距離占較長文字的比例。只比對兩段文字皆存在的使用紀錄，不含經翻譯的 Doc Reply。',
    },
    usesTerm: '使用次數',
    accuracyTerm: '平均準確度',
  },
);
