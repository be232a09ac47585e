"""The samplers and pruners. One module for each; `discover` finds them."""
