/**
 * Tests of the engine's parts that need no Kafka and no ML service.
 *
 * <p>Nothing that production code uses.
 */
@NullMarked
package signalbox.orchestrator.service.engine;

import org.jspecify.annotations.NullMarked;
