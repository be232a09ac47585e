"""One module for each algorithm. A module that is put here is offered at once; nothing else has to change."""
