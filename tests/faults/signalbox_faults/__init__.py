"""Breaks a running Signalbox on purpose and compares what its parts say afterwards.

Only public surfaces are used: the command, REST, the live stream, the Kafka contract, the gRPC contract, and the rows of
the database. Nothing here knows how a part works inside.
"""
