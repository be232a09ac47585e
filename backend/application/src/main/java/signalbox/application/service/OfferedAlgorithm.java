package signalbox.application.service;

import signalbox.domain.service.Algorithm;

/**
 * An algorithm with the service that offers it.
 *
 * @param available false while no instance that offers it is up
 */
public record OfferedAlgorithm(Algorithm algorithm, String service, boolean available) {}
