import { findMarks, type MarkAnswer, type MarkQuestion } from './marks';

// Beside the page, so that an expression that takes for ever stops nothing but this.
self.onmessage = ({ data }: MessageEvent<MarkQuestion>) => {
  const pattern = new RegExp(data.source, data.flags);
  const answer: MarkAnswer = { id: data.id, marks: data.texts.map((text) => findMarks(text, pattern)) };
  self.postMessage(answer);
};
