import { describe, expect, it } from 'vitest';
import { FrameScheduler } from './frame-scheduler';

function world() {
  const frames: ((time: number) => void)[] = [];
  const clock = { time: 0, isHidden: false };
  const scheduler = new FrameScheduler({
    request: (callback) => frames.push(callback),
    now: () => clock.time,
    hidden: () => clock.isHidden,
  });
  const frame = (time: number) => {
    clock.time = time;
    for (const callback of frames.splice(0)) callback(time);
  };
  return { scheduler, frame, clock, waiting: () => frames.length };
}

describe('FrameScheduler', () => {
  it('draws at most twice a second, however often it is asked', () => {
    const { scheduler, frame } = world();
    let drawn = 0;
    const turn = scheduler.register(() => drawn++);
    for (let time = 0; time < 2000; time += 16) {
      turn.ask();
      frame(time);
    }
    expect(drawn).toBe(4);
  });

  it('spreads many drawings over several frames', () => {
    const { scheduler, frame } = world();
    let drawn = 0;
    const turns = Array.from({ length: 10 }, () => scheduler.register(() => drawn++));
    for (const turn of turns) turn.ask();
    frame(0);
    expect(drawn).toBe(4);
    frame(16);
    frame(32);
    expect(drawn).toBe(10);
  });

  it('draws nothing in a hidden tab, and catches up when it is seen', () => {
    const { scheduler, frame, clock } = world();
    let drawn = 0;
    clock.isHidden = true;
    scheduler.register(() => drawn++).ask();
    frame(0);
    expect(drawn).toBe(0);
    clock.isHidden = false;
    frame(16);
    expect(drawn).toBe(1);
  });

  it('stops asking for frames when nothing waits', () => {
    const { scheduler, frame, waiting } = world();
    const turn = scheduler.register(() => undefined);
    turn.ask();
    frame(0);
    expect(waiting()).toBe(0);
    turn.ask();
    turn.cancel();
    frame(16);
    expect(waiting()).toBe(0);
  });
});
