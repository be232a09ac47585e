package signalbox.application.service;

/** Asks for the instances of the ML services. The answer is a {@code List<ServiceView>}. */
public record ListServices() {}
