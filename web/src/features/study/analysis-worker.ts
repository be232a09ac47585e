import { type AnalysisQuestion, answerTo } from './analysis';

// Beside the page: 10,000 trials are looked at without holding up a frame.
self.onmessage = ({ data }: MessageEvent<AnalysisQuestion>) => {
  self.postMessage(answerTo(data));
};
