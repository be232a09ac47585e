package signalbox.orchestrator.core;

/**
 * Where an attempt is.
 *
 * @param service the service's name: {@code tabular}
 * @param instance the address of its instance: {@code 127.0.0.1:50051}
 */
public record Placement(String service, String instance) {}
