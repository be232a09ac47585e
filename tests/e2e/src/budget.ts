/**
 * The times of the requirements. They are judged as they stand when SIGNALBOX_BUDGETS is set: on a quiet machine. In the tests of every
 * change they are five times as loose, so that a busy machine breaks nothing and a screen that has become slow is still noticed.
 */
const slack = process.env.SIGNALBOX_BUDGETS ? 1 : 5;

/** Milliseconds that something may take. */
export const atMost = (millis: number): number => millis * slack;

/** Frames a second that must be reached. */
export const atLeast = (frames: number): number => frames / slack;
