import { inLanguages } from '../../text/language';

export const text = inLanguages(
  {
    title: 'Feature usage',
    tools: { ai_writer: 'AI Writer', doc_reply: 'Doc Reply', all: 'Total' },
    samples: (count: string) => `of ${count} compared`,
    figures: {
      uses: {
        label: 'Uses',
        ofTool: (tool: string) => `${tool} uses`,
        perDay: 'Uses per day',
        meaning: 'Times that the tool was used in the period.',
      },
      sent: {
        label: 'Sent',
        ofTool: (tool: string) => `${tool} sent`,
        perDay: 'Uses per day whose text was sent',
        meaning: 'Uses whose text was sent, as it was suggested or changed.',
      },
      unchanged: {
        label: 'Sent unchanged',
        ofTool: (tool: string) => `${tool} unchanged`,
        perDay: 'Suggestions per day that were sent unchanged',
        meaning: 'Compared uses whose sent text is the suggested one, letter by letter.',
      },
      average_accuracy: {
        label: 'Average accuracy',
        ofTool: (tool: string) => `${tool} accuracy`,
        perDay: 'Average accuracy per day',
        meaning:
          'How much of a suggestion was sent as it was, on average: 1 less the edit distance between both texts as a part of the longer one. Compared are uses that have both texts; translated Doc Replies are left out.',
      },
    },
  },
  {
    title: '功能使用情況',
    tools: { ai_writer: 'AI Writer', doc_reply: 'Doc Reply', all: '合計' },
    samples: (count) => `共比對 ${count} 次`,
    figures: {
      uses: {
        label: '使用次數',
        ofTool: (tool) => `${tool} 使用次數`,
        perDay: '每日使用次數',
        meaning: '此期間使用該工具的次數。',
      },
      sent: {
        label: '已送出',
        ofTool: (tool) => `${tool} 已送出`,
        perDay: '每日送出的使用次數',
        meaning: '文字已送出的使用次數，無論是否經過修改。',
      },
      unchanged: {
        label: '原樣送出',
        ofTool: (tool) => `${tool} 原樣送出`,
        perDay: '每日原樣送出的建議',
        meaning: '已比對的使用中，送出文字與建議內容完全相同的次數。',
      },
      average_accuracy: {
        label: '平均準確度',
        ofTool: (tool) => `${tool} 平均準確度`,
        perDay: '每日平均準確度',
        meaning:
          '建議內容平均有多少原樣送出：1 減去兩段文字的編輯距離占較長文字的比例。只比對兩段文字皆存在的使用紀錄，不含經翻譯的 Doc Reply。',
      },
    },
  },
);
