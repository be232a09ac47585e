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

  it('does what follows the pointer in the next frame, once, also while drawings wait for their interval', () => {
    const { scheduler, frame } = world();
    const turn = scheduler.register(() => undefined);
    turn.ask();
    frame(0);
    turn.ask();
    let moved = 0;
    const move = () => moved++;
    scheduler.next(move);
    scheduler.next(move);
    frame(16);
    expect(moved).toBe(1);
  });

  it('draws less often when frames take longer than 33 ms for 2 s, and says so', () => {
    const { scheduler, frame } = world();
    const rates: number[] = [];
    scheduler.watchRate(() => rates.push(scheduler.rate));
    const turn = scheduler.register(() => undefined);
    for (let time = 0; time < 5000; time += 40) {
      turn.ask();
      frame(time);
    }
    expect(rates).toEqual([1, 0.5]);
  });

  it('takes its pace up again when frames are quick for 10 s', () => {
    const { scheduler, frame } = world();
    const turn = scheduler.register(() => undefined);
    let time = 0;
    const run = (until: number, each: number) => {
      for (; time < until; time += each) {
        turn.ask();
        frame(time);
      }
    };
    run(2500, 40);
    expect(scheduler.rate).toBe(1);
    run(16_000, 16);
    expect(scheduler.rate).toBe(2);
  });

  it('takes a sleeping tab for no slow frame', () => {
    const { scheduler, frame } = world();
    const turn = scheduler.register(() => undefined);
    for (let time = 0; time < 60_000; time += 5000) {
      turn.ask();
      frame(time);
    }
    expect(scheduler.rate).toBe(2);
  });
});
