"""The ML service `solving`: linear, mixed-integer, quadratic and constraint programming.

Neither `highspy` nor `ortools` is ever imported outside `signalbox_solving.engine`: they cannot live in one process, so each solve has
a process of its own, in which exactly one of them is loaded.
"""

__version__ = "0.1.0"
