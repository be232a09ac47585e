/** Tests of what is said to an ML service. */
@org.jspecify.annotations.NullMarked
package signalbox.orchestrator.service.grpc;
