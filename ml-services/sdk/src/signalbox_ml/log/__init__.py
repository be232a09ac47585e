"""The log of an attempt: captured in its process, numbered, spooled and sent by the service; see contracts/log-datagram.md."""
