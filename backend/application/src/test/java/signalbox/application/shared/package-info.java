/** Tests and fakes of the shared parts. */
@org.jspecify.annotations.NullMarked
package signalbox.application.shared;
