package signalbox.bootstrap;

import java.time.Duration;
import signalbox.presentation.timer.PeriodicTimer;

/** A timer as a part of the backend. */
record TimerPart(PeriodicTimer timer) implements Part {
  static TimerPart every(Duration pause, String name, Runnable work) {
    return new TimerPart(new PeriodicTimer(name, pause, work));
  }

  @Override
  public String name() {
    return timer.name();
  }

  @Override
  public void start() {
    timer.start();
  }

  @Override
  public void close() {
    timer.close();
  }
}
