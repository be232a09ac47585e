/** Tests and fakes of the log use cases. */
@NullMarked
package signalbox.application.log;

import org.jspecify.annotations.NullMarked;
