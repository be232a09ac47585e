/**
 * The REST edge: routes, authentication of requests, problems, static files of the dashboard.
 *
 * <p>Decisions of use cases and SQL must not live here.
 */
@NullMarked
package signalbox.presentation.rest;

import org.jspecify.annotations.NullMarked;
