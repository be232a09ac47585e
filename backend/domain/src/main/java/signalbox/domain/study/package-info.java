/**
 * Studies: what is searched, how their trials come out, and what people may change of them.
 *
 * <p>Kafka, SQL and clocks must not live here.
 */
@NullMarked
package signalbox.domain.study;

import org.jspecify.annotations.NullMarked;
