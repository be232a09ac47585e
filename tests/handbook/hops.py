#!/usr/bin/env python3
"""Looks whether every hop of a training is in its exported trace: `hops.py training-trace.json` (docs/handbook/traces.md)."""

import sys

from signalbox_handbook.hops import main

if __name__ == "__main__":
    sys.exit(main(sys.argv))
