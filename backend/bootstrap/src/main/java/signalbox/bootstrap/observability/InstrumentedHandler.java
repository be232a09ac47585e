package signalbox.bootstrap.observability;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import signalbox.application.shared.Handler;
import signalbox.domain.error.ErrorKind;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;

/**
 * A use case with a span and a timer around it. The outcome is {@code ok} or an error code; the one
 * of {@code ok} is there before the first call.
 */
final class InstrumentedHandler<C, R> implements Handler<C, R> {
  private static final String OK = "ok";

  private final String name;
  private final Handler<C, R> handler;
  private final MeterRegistry registry;
  private final Tracer tracer;
  private final Timer ok;

  InstrumentedHandler(String name, Handler<C, R> handler, MeterRegistry registry, Tracer tracer) {
    this.name = name;
    this.handler = handler;
    this.registry = registry;
    this.tracer = tracer;
    this.ok = timer(name, OK, registry);
  }

  @Override
  public R handle(Principal caller, C command) {
    Timer.Sample sample = Timer.start(registry);
    Span span = tracer.spanBuilder(name).startSpan();
    String outcome = OK;
    try (Scope _ = span.makeCurrent()) {
      return handler.handle(caller, command);
    } catch (SignalboxException e) {
      outcome = e.code().code();
      span.setAttribute("error.type", outcome);
      if (e.code().kind() == ErrorKind.INTERNAL || e.code().kind() == ErrorKind.UNAVAILABLE) {
        span.setStatus(StatusCode.ERROR);
      }
      throw e;
    } catch (RuntimeException e) {
      outcome = "internal";
      span.setStatus(StatusCode.ERROR);
      // The class alone: a message may hold what a user has written.
      span.setAttribute("error.type", e.getClass().getName());
      throw e;
    } finally {
      sample.stop(outcome.equals(OK) ? ok : timer(name, outcome, registry));
      span.end();
    }
  }

  private static Timer timer(String name, String outcome, MeterRegistry registry) {
    return Timer.builder("signalbox.handler")
        .description("Time of a use case")
        .tags("handler", name, "outcome", outcome)
        .register(registry);
  }
}
