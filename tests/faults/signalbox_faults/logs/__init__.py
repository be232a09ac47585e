"""Whether every log line arrives, although datagrams are lost, swapped and repeated, and the backend is killed."""
